internal import Domain
internal import Trading

// Realised profit and funding.
extension MarginFormulas {
    static let settlements: [MarginFormula] = [
        MarginFormula("realized_pnl_linear", "okx") { inputs in
            let profit = try inputs.profit(.linear, "contracts", at: "exit")
            return [VectorAnswer("pnl", try profit * inputs.positive("face"))]
        },
        MarginFormula("realized_pnl_inverse", "bitmex") { inputs in
            let profit = try inputs.profit(.inverse, "contracts", at: "exit")
            return [
                VectorAnswer("pnl", profit),
                VectorAnswer("net", try profit - inputs.number("funding_paid")),
            ]
        },
        MarginFormula("realized_pnl_with_fees_funding", "bybit") { inputs in
            let position = try inputs.position(.linear, "qty")
            let (exit, taker) = (try inputs.number("exit"), try inputs.number("taker"))
            let opening = try position.entryValue * taker
            let closing = try position.value(at: exit) * taker
            let profit = try position.profit(at: exit)
            return [
                VectorAnswer("open_fee", opening), VectorAnswer("close_fee", closing),
                VectorAnswer(
                    "closed_pnl",
                    try profit - opening - closing - inputs.number("funding_paid")),
            ]
        },
        MarginFormula("funding_inverse", "bitmex") { inputs in
            let (side, rate) = (try inputs.side(), try inputs.number("rate"))
            let value = try Contract.inverse.value(
                of: inputs.size("contracts"), at: inputs.number("mark"))
            return [
                VectorAnswer("value_xbt", value),
                VectorAnswer("funding_paid", try side.sign * value * rate),
            ]
        },
        MarginFormula("funding_linear", "binance") { inputs in
            guard inputs.has("open") || inputs.has("close") else {
                let received = try fundingReceived(
                    inputs, mark: inputs.number("mark"), rate: inputs.number("rate"))
                return [VectorAnswer("fee", received)]
            }
            return [VectorAnswer("sum", try fundingOverTime(inputs))]
        },
    ]

    /// Here what is received is above zero.
    private static func fundingReceived(
        _ inputs: VectorInputs, mark: Ratio, rate: Ratio
    ) throws -> Ratio {
        let quantity = try inputs.size("qty")
        guard quantity.sign != 0 else { return .zero }
        let position = OpenPosition(
            .linear, try inputs.side(), quantity: quantity, entryValue: .zero)
        return try -position.fundingPaid(at: mark, rate: rate)
    }

    private static func fundingOverTime(_ inputs: VectorInputs) throws -> Ratio {
        let opened = try VectorTime.moment(inputs.text("open"))
        let closed = try VectorTime.moment(inputs.text("close"))
        let points =
            inputs.has("points")
            ? try FundingPoint.list(inputs.list("points"), from: opened)
            : try SourceTables.fundingPoints(from: opened)
        var sum = Ratio.zero
        for point in points
        where FundingSchedule.binance.takesPart(
            in: point.stamp, opened: opened, closed: closed)
        {
            sum = try sum + fundingReceived(inputs, mark: point.mark, rate: point.rate)
        }
        return sum
    }
}

/// A funding stamp with its mark and rate.
struct FundingPoint {
    let stamp: Timestamp
    let mark: Ratio
    let rate: Ratio

    /// Rows of time, mark and rate. A time of day is of the day of `opened`; one that is not after
    /// the row before is of the next day.
    static func list(_ rows: [VectorValue], from opened: Timestamp) throws -> [FundingPoint] {
        var points: [FundingPoint] = []
        for row in rows {
            guard let cells = row.list, cells.count == 3, let time = cells[0].text else {
                throw VectorFault("a point is not a time, a mark and a rate")
            }
            let after = points.last?.stamp
            points.append(
                FundingPoint(
                    stamp: try VectorTime.stamp(time, from: opened, after: after),
                    mark: try VectorInputs.number(cells[1], "points"),
                    rate: try VectorInputs.number(cells[2], "points")))
        }
        return points
    }
}
