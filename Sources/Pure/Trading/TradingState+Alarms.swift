internal import Containers
public import Domain

// What must not happen and did: counted for ever, the newest by name.
extension TradingState {
    mutating func keep(_ alarm: Alarm, _ order: OrderReference, at stamp: Stamp) {
        globals.alarms += 1
        let raised = RaisedAlarm(alarm, order, number: globals.alarms, at: stamp)
        guard alarms.count >= TradingCore.Limits.alarmsKept else {
            alarms.append(raised)
            return
        }
        let oldest = alarms.indices.min { alarms[$0].number < alarms[$1].number }
        alarms[oldest ?? 0] = raised
    }

    /// The newest alarms by name, newest first, those of earlier runs too: at most
    /// ``TradingCore/Limits/alarmsKept``.
    public var newestAlarms: [RaisedAlarm] { alarms.sorted { $0.number > $1.number } }
}
