// VenueKit
