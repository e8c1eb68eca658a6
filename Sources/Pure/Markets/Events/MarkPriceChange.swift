public import Domain

/// What a venue reckons the margin of a contract with, as it told it, and what it will charge for
/// holding one.
public struct MarkPriceChange: Sendable, Equatable {
    public let instrument: InstrumentID
    /// Margin, unrealised profit and liquidation go by it. Above zero.
    public let mark: MarkPrice
    /// The price of what the contract is about, at other venues; nil where it was not told.
    public let index: MarkPrice?
    /// The funding that is due next, as it stands; nil for a contract without.
    public let fundingRate: Rate?
    /// When it is due; ``Timestamp/none`` for a contract without.
    public let nextFunding: Timestamp
    /// Digits of the mark were cut off.
    public let isInexact: Bool
    /// When the venue sent it, by its clock.
    public let time: Timestamp
    /// When we received it, by ours: its age counts from here.
    public let received: Timestamp

    public init(
        instrument: InstrumentID, mark: MarkPrice, index: MarkPrice? = nil,
        fundingRate: Rate? = nil, nextFunding: Timestamp = .none, isInexact: Bool = false,
        time: Timestamp, received: Timestamp
    ) {
        precondition(mark.raw > 0)
        self.instrument = instrument
        self.mark = mark
        self.index = index
        self.fundingRate = fundingRate
        self.nextFunding = nextFunding
        self.isInexact = isInexact
        self.time = time
        self.received = received
    }
}
