internal import BinanceSpot
internal import BinanceUSDM
internal import Containers
internal import Domain
internal import Edge
internal import Gateway
internal import Host
internal import Markets
internal import Trading
internal import VenueKit

/// What is to be put together, by the configuration.
struct HousePlan: Sendable {
    let settings: House.Settings
    let edgeOptions: EdgeOptions
    private let venue: Configuration.Venue
    private let accounts: [Configuration.Account]

    /// - Throws: ``CommandFailure`` where the configuration is sound and asks for more than there
    ///   is yet.
    init(_ configuration: Configuration) throws(CommandFailure) {
        guard configuration.venues.count == 1, configuration.accounts.count == 1 else {
            throw CommandFailure(
                Explanation(
                    what: "cannot run \(configuration.venues.count) venues with "
                        + "\(configuration.accounts.count) accounts",
                    why: "this version trades one account at one venue",
                    action: "Start a process for each, with a journal and a port of its own"),
                exit: .configuration)
        }
        venue = configuration.venues[0]
        accounts = configuration.accounts
        settings = House.Settings(
            venue: venue.id.value, venueName: venue.name.value,
            speaks: venue.speaks.value.rawValue,
            accounts: accounts.map {
                HouseReport.AccountName(
                    id: $0.id.value, name: $0.name.value, venue: $0.venue.value,
                    strategy: $0.strategy.value)
            },
            version: VersionCommand.release,
            compareEvery: Dictionary(
                uniqueKeysWithValues: accounts.map { ($0.id.value, $0.compareEvery.value) }),
            risk: configuration.risk)
        var options = EdgeOptions()
        options.address = configuration.http.address.value
        options.port = configuration.http.port.value
        options.certificate = configuration.http.certificate?.value
        options.dashboardDirectory = configuration.http.dashboard.value
        edgeOptions = options
    }

    private var paperHosts: [String] {
        switch venue.speaks.value {
        case .binanceSpot: BinanceSpotHosts.paper
        case .binanceUSDM: BinanceUSDMHosts.paper
        }
    }

    /// Where people reach it.
    func address(port: Int) -> String {
        let scheme = edgeOptions.certificate == nil ? "http" : "https"
        let host =
            edgeOptions.address.contains(":") ? "[\(edgeOptions.address)]" : edgeOptions.address
        return "\(scheme)://\(host):\(port)"
    }
}

extension HousePlan {
    /// Bounds of what is asked of a venue.
    enum Limits {
        /// Requests that are under way or wait for a connection; an order beyond them is refused as
        /// not sent.
        static let requestsMax = 4_096
        /// Connections for orders and questions at a time.
        static let connectionsMax = 64
        /// Connections for cancels, which wait behind nothing else.
        static let cancelConnectionsMax = 16
    }

    /// Makes the links to the venue and begins to connect. On the loop.
    ///
    /// - Returns: why it cannot be done; nil where it was.
    func connect(_ house: House, _ edge: EdgeServer) -> CommandFailure? {
        house.edge = edge
        let http: HTTPClient
        let urgent: HTTPClient
        do throws(TransportFault) {
            var options = HTTPClientOptions()
            options.callsMax = Limits.requestsMax
            options.connectionsMax = Limits.connectionsMax
            options.idleConnectionsMax = Limits.connectionsMax
            http = try HTTPClient(on: house.loop, options: options)
            options.connectionsMax = Limits.cancelConnectionsMax
            options.idleConnectionsMax = Limits.cancelConnectionsMax
            urgent = try HTTPClient(on: house.loop, options: options)
        } catch {
            return CommandFailure(error.explanation)
        }
        let endpoints = VenueEndpoints(
            rest: venue.rest.value, stream: venue.streams.value + "/stream",
            orders: venue.orders.value, paperHosts: paperHosts)
        let gate = VenueGate(endpoints, on: house.loop, http: http, urgent: urgent)
        for account in accounts {
            do throws(CommandFailure) {
                house.gateways[account.id.value] = try BinanceGateways(
                    venue: venue, account: account, state: house.state,
                    signer: AccountSigner(account), gate: gate, observer: house
                ).make()
            } catch {
                return error
            }
        }
        for gateway in house.gateways.values { gateway.start() }
        return nil
    }
}
