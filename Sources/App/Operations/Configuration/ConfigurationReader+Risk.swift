public import Domain
internal import Host
internal import Wire

extension Configuration {
    /// What may be risked, and what that is counted in.
    public struct Risk: Sendable, Equatable {
        /// What limits hold for, as the configuration names it.
        public enum Scope: Sendable, Equatable {
            case known(TradingScope)
            /// Its number is known when the venue has listed it.
            case instrument(Symbol)
        }

        /// The limits of a scope.
        public struct Limits: Sendable, Equatable {
            /// What they hold for.
            public let scope: Scope
            /// Their values; the scope in it means nothing for an instrument.
            public let values: RiskLimits
            /// As it is written, and where.
            public let name: Setting<String>
            /// Each limit as it is written; none where nothing is limited.
            public let written: [Written]
        }

        /// One limit, as it is written.
        public struct Written: Sendable, Equatable {
            /// `order-notional-max`.
            public let name: String
            /// As it is written, and where.
            public let text: Setting<String>
        }

        /// What one unit of an asset is worth in the valuation currency, whatever markets say.
        public struct Conversion: Sendable, Equatable {
            /// What is worth so much.
            public let asset: Setting<Asset>
            /// More than zero.
            public let price: Setting<MarkPrice>
        }

        /// What limits are counted in; nil where none is.
        public let valuation: Setting<Asset>?
        /// Rates that hold always.
        public let conversions: [Conversion]
        /// At least one.
        public let limits: [Limits]

        /// Where nothing is said: there are no limits, in so many words.
        static let standard = Risk(
            valuation: nil, conversions: [],
            limits: [
                Limits(
                    scope: .known(.global), values: .unlimited(),
                    name: Setting("global", from: .standard), written: [])
            ])
    }
}

/// The names of limits, and what each is.
enum RiskNames {
    static var amounts: [(String, WritableKeyPath<RiskLimits, Money>)] {
        [
            ("order-notional-max", \.orderNotionalMax), ("order-quantity-max", \.orderQuantityMax),
            ("working-quantity-max", \.workingQuantityMax), ("long-max", \.longMax),
            ("short-max", \.shortMax), ("gross-max", \.grossMax), ("net-max", \.netMax),
            ("day-loss-max", \.dayLossMax), ("drawdown-max", \.drawdownMax),
        ]
    }
    static var shares: [(String, WritableKeyPath<RiskLimits, Rate>)] {
        [
            ("collar", \.collar), ("book-share-max", \.bookShareMax),
            ("volume-share-max", \.volumeShareMax), ("leverage-max", \.leverageMax),
            ("margin-ratio-max", \.marginRatioMax),
            ("liquidation-distance-min", \.liquidationDistanceMin), ("fee-buffer", \.feeBuffer),
            ("funding-buffer", \.fundingBuffer),
        ]
    }
    static var counts: [(String, WritableKeyPath<RiskLimits, UInt32>)] {
        [
            ("orders-in-window-max", \.ordersInWindowMax),
            ("cancels-in-window-max", \.cancelsInWindowMax), ("open-orders-max", \.openOrdersMax),
            ("rejects-in-row-max", \.rejectsInRowMax),
        ]
    }
    /// In milliseconds.
    static var times: [(String, WritableKeyPath<RiskLimits, Int64>)] {
        [
            ("order-window-ms", \.orderWindow), ("duplicate-window-ms", \.duplicateWindow),
            ("reference-age-max-ms", \.referenceAgeMax),
            ("conversion-age-max-ms", \.conversionAgeMax), ("balance-age-max-ms", \.balanceAgeMax),
        ]
    }
    static var flags: [(String, WritableKeyPath<RiskLimits, Bool>)] {
        [
            ("requires-allocation", \.requiresAllocation),
            ("prevents-self-trade", \.preventsSelfTrade),
        ]
    }

    static var all: [String] {
        ["scope"] + amounts.map(\.0) + shares.map(\.0) + counts.map(\.0) + times.map(\.0)
            + flags.map(\.0)
    }
}

extension ConfigurationReader {
    mutating func readRisk(
        _ root: SettingsMapping, venues: [Configuration.Venue], accounts: [Configuration.Account]
    ) -> Configuration.Risk {
        guard let entry = root["risk"],
            let section = mapping(
                entry.value, "'risk'", ["valuation", "conversions", "limits"])
        else { return .standard }
        let valuation = value(
            text(section, "valuation"), "risk.valuation", SettingValues.currency)
        let conversions = readConversions(section)
        guard let list = section["limits"],
            let elements = self.list(list, max: SettingLimits.riskScopesMax)
        else {
            return Configuration.Risk(
                valuation: valuation, conversions: conversions, limits: Self.unlimited)
        }
        let limits = elements.compactMap { readLimits($0, venues: venues, accounts: accounts) }
        refuseRepeats(limits.map(\.name), "the scope of limits")
        // One that is wrong was told already.
        refuseUncounted(limits, isValuationWritten: section["valuation"] != nil)
        refuseUnfollowed(limits, venues: venues)
        return Configuration.Risk(
            valuation: valuation, conversions: conversions, limits: limits)
    }

    /// Without a currency to count in, such limits would deny every order.
    private mutating func refuseUncounted(
        _ limits: [Configuration.Risk.Limits], isValuationWritten: Bool
    ) {
        guard !isValuationWritten, let first = limits.first(where: \.values.needsValuation)
        else { return }
        fail(
            first.name.origin,
            Explanation(
                what: "risk.valuation is missing",
                why: "limits of \(first.name.value) are amounts of it, and without it every order "
                    + "of theirs would be denied",
                action: "Add 'valuation: USDT', or another currency, below 'risk:'"))
    }

    /// What is not followed is never listed, so that its limits would hold for nothing.
    private mutating func refuseUnfollowed(
        _ limits: [Configuration.Risk.Limits], venues: [Configuration.Venue]
    ) {
        let followed = venues.flatMap(\.instruments.value)
        // Where no venue could be read there is nothing to compare with.
        guard !followed.isEmpty else { return }
        for entry in limits {
            guard case .instrument(let symbol) = entry.scope, !followed.contains(symbol) else {
                continue
            }
            let nearest = NearestName.of("\(symbol)", among: followed.map { "\($0)" })
            fail(
                entry.name.origin,
                Explanation(
                    what: "the scope of limits cannot be '\(entry.name.value)'",
                    why: "no venue's 'instruments' has \(symbol), so they would hold for nothing",
                    action: nearest.map { "Perhaps 'instrument:\($0)' was meant" }
                        ?? "Follow it, or remove its limits"))
        }
    }

    private mutating func readConversions(
        _ section: SettingsMapping
    ) -> [Configuration.Risk.Conversion] {
        guard let list = section["conversions"],
            let elements = self.list(list, max: SettingLimits.conversionsMax)
        else { return [] }
        var conversions: [Configuration.Risk.Conversion] = []
        for element in elements {
            guard let one = mapping(element, "this conversion", ["asset", "price"]) else {
                continue
            }
            let asset = value(
                requiredText(one, "asset", "USDC"), "the asset of a conversion",
                SettingValues.currency)
            let price = value(
                requiredText(one, "price", "1"), "the price of a conversion",
                SettingValues.conversionPrice)
            guard let asset, let price else { continue }
            conversions.append(Configuration.Risk.Conversion(asset: asset, price: price))
        }
        refuseRepeats(conversions.map(\.asset), "the conversion of") { "\($0)" }
        return conversions
    }

    private static var unlimited: [Configuration.Risk.Limits] { Configuration.Risk.standard.limits }

    /// A limit on the age of what is known of an account denies every order where the account is
    /// looked at less often.
    private mutating func refuseShortAge(
        _ section: SettingsMapping, _ limits: RiskLimits, _ accounts: [Configuration.Account]
    ) {
        guard let text = text(section, "balance-age-max-ms") else { return }
        let concerned = accounts.filter {
            limits.scope.kind != .account || limits.scope == .account($0.id.value)
        }
        guard let longest = concerned.map(\.compareEvery.value).max(),
            limits.balanceAgeMax < longest * SettingLimits.compareIntervalsPerAge
        else { return }
        let least = longest * SettingLimits.compareIntervalsPerAge / 1_000_000
        fail(
            text.origin,
            Explanation(
                what: "balance-age-max-ms cannot be \(text.shown)",
                why: "an account is compared with its venue every \(longest / 1_000_000) ms, and "
                    + "one that trades more than once: orders would be denied in between",
                action: "Give at least \(least), or lower the account's compare-interval-ms"))
    }

    private mutating func readLimits(
        _ node: YAMLNode, venues: [Configuration.Venue], accounts: [Configuration.Account]
    ) -> Configuration.Risk.Limits? {
        guard let section = mapping(node, "these limits", RiskNames.all) else { return nil }
        let name = requiredText(section, "scope", "global")
        let scope = value(name, "the scope of limits") { (text) throws(SettingObjection) in
            try SettingValues.scope(text, venues: venues, accounts: accounts)
        }
        var known = TradingScope.global
        if case .known(let scope)? = scope?.value { known = scope }
        let (limits, written) = readValues(section, known)
        refuseShortAge(section, limits, accounts)
        guard let name, let scope else { return nil }
        guard limits.isSound else {
            fail(
                name.origin,
                Explanation(
                    what: "these limits contradict themselves",
                    why: "a window is longer than an hour, or nothing",
                    action: "Give windows from 1 to 3600000 milliseconds"))
            return nil
        }
        return Configuration.Risk.Limits(
            scope: scope.value, values: limits, name: Setting(name.text, from: name.origin),
            written: written)
    }

    private mutating func readValues(
        _ section: SettingsMapping, _ scope: TradingScope
    ) -> (RiskLimits, [Configuration.Risk.Written]) {
        var limits = LimitsBeingRead(values: .unlimited(scope))
        for (name, path) in RiskNames.amounts {
            take(section, name, SettingValues.amount, path, into: &limits)
        }
        for (name, path) in RiskNames.shares {
            take(section, name, SettingValues.share, path, into: &limits)
        }
        for (name, path) in RiskNames.counts {
            take(section, name, SettingValues.count, path, into: &limits)
        }
        for (name, path) in RiskNames.times {
            take(section, name, SettingValues.milliseconds, path, into: &limits)
        }
        for (name, path) in RiskNames.flags {
            take(section, name, SettingValues.flag, path, into: &limits)
        }
        return (limits.values, limits.written)
    }

    private struct LimitsBeingRead {
        var values: RiskLimits
        var written: [Configuration.Risk.Written] = []
    }

    private mutating func take<Value: Sendable & Equatable>(
        _ section: SettingsMapping, _ name: String,
        _ read: (String) throws(SettingObjection) -> Value,
        _ path: WritableKeyPath<RiskLimits, Value>, into limits: inout LimitsBeingRead
    ) {
        guard let text = text(section, name), let setting = value(text, name, read) else { return }
        limits.values[keyPath: path] = setting.value
        limits.written.append(
            Configuration.Risk.Written(name: name, text: Setting(text.text, from: text.origin)))
    }
}

extension SettingValues {
    /// A scope: `global`, `venue:NAME`, `account:NAME`, `instrument:SYMBOL`, `strategy:NUMBER`.
    static func scope(
        _ text: String, venues: [Configuration.Venue], accounts: [Configuration.Account]
    ) throws(SettingObjection) -> Configuration.Risk.Scope {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.count > 1 ? String(parts[1]) : ""
        switch (parts[0], parts.count) {
        case ("global", 1): return .known(.global)
        case ("venue", 2):
            if let venue = venues.first(where: { $0.name.value == name }) {
                return .known(.venue(venue.id.value))
            }
        case ("account", 2):
            if let account = accounts.first(where: { $0.name.value == name }) {
                return .known(.account(account.id.value))
            }
        case ("strategy", 2):
            if let number = UInt32(name), number > 0, String(number) == name {
                return .known(.strategy(StrategyID(number)))
            }
        case ("instrument", 2): return .instrument(try symbol(name))
        case _: break
        }
        throw SettingObjection(
            why: "it names nothing that is configured",
            action: "Give global, venue:NAME, account:NAME, instrument:SYMBOL or strategy:NUMBER")
    }

    static func currency(_ text: String) throws(SettingObjection) -> Asset {
        guard let asset = try? Asset(text), asset != .none else {
            throw SettingObjection(
                why: "it is no currency", action: "Give one such as USDT or BTC")
        }
        return asset
    }

    /// What one unit is worth: more than nothing.
    static func conversionPrice(_ text: String) throws(SettingObjection) -> MarkPrice {
        let amount = try amount(text)
        guard amount > .zero else {
            throw SettingObjection(
                why: "it is nothing", action: "Give what one unit is worth, such as 1")
        }
        return MarkPrice(raw: amount.raw)
    }

    /// An amount that is not negative, exactly.
    static func amount(_ text: String) throws(SettingObjection) -> Money {
        guard let raw = decimal(text, decimals: Money.decimals),
            raw <= Money.Limits.amountMax.raw
        else {
            throw SettingObjection(
                why: "it is no amount of at most \(Money.Limits.amountMax)",
                action: "Give digits with at most one point, such as 250000 or 0.5")
        }
        return Money(raw: raw)
    }

    /// A share or a multiple that is not negative: 0.05 is five hundredths.
    static func share(_ text: String) throws(SettingObjection) -> Rate {
        guard let raw = decimal(text, decimals: Rate.decimals), raw < Int128(Int64.max) else {
            throw SettingObjection(
                why: "it is no share or multiple up to 900",
                action: "Give digits with at most one point; 0.05 is five hundredths")
        }
        return Rate(raw: Int64(raw))
    }

    static func count(_ text: String) throws(SettingObjection) -> UInt32 {
        UInt32(try integer(text, in: 0...Int64(UInt32.max - 1)))
    }

    /// As nanoseconds.
    static func milliseconds(_ text: String) throws(SettingObjection) -> Int64 {
        try integer(text, in: 0...86_400_000) * 1_000_000
    }

    static func flag(_ text: String) throws(SettingObjection) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        case _:
            throw SettingObjection(
                why: "it is neither true nor false", action: "Give true or false")
        }
    }

    /// Digits with at most one point as a whole number of units; nil for anything else.
    private static func decimal(_ text: String, decimals: Int) -> Int128? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
            parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) })
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.utf8.count <= decimals, parts[0].utf8.count <= 18 else { return nil }
        let padding = String(repeating: "0", count: decimals - fraction.utf8.count)
        return Int128(String(parts[0]) + fraction + padding)
    }
}
