import Foundation
import Host

/// Sends requests from a test, and waits for how they end.
final class Asker: @unchecked Sendable {
    let loop: EventLoop
    private let client: HTTPClient

    init(_ options: HTTPClientOptions = HTTPClientOptions()) throws {
        loop = try EventLoop()
        client = try HTTPClient(on: loop, options: options)
    }

    deinit { loop.stop() }

    func ask(_ call: HTTPCall) -> HTTPOutcome { ask([call])[0] }

    /// All at once; the outcomes in the order of the calls.
    func ask(_ calls: [HTTPCall]) -> [HTTPOutcome] {
        let ended = begin(calls)
        _ = ended.comes { $0.count == calls.count }
        return ended.now.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Sends, and does not wait. A second outcome of one call is a failure of the test.
    func begin(_ calls: [HTTPCall]) -> Watched<[Int: HTTPOutcome]> {
        let ended = Watched([Int: HTTPOutcome]())
        let client = client
        _ = loop.post {
            for (number, call) in calls.enumerated() {
                client.send(call) { outcome in
                    ended.change {
                        precondition($0[number] == nil, "told twice")
                        $0[number] = outcome
                    }
                }
            }
        }
        return ended
    }
}

extension HTTPOutcome {
    var answer: HTTPAnswer? {
        switch self {
        case .answered(let answer): answer
        case .neverSent, .lost: nil
        }
    }
    var text: String? { answer.map { String(decoding: $0.body, as: UTF8.self) } }
    var neverSent: NetworkFault.Reason? {
        switch self {
        case .neverSent(let fault): fault.reason
        case .answered, .lost: nil
        }
    }
    var lost: NetworkFault.Reason? {
        switch self {
        case .lost(let fault): fault.reason
        case .answered, .neverSent: nil
        }
    }
}
