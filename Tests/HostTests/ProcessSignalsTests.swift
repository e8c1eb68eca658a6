import Foundation
import Glibc
import Host
import Testing

/// Each in a process of its own, since signals belong to the whole of it.
@Suite struct ProcessSignalsTests {
    @Test("signals that ask for the end are told one by one, and the loop goes on")
    func told() async {
        await #expect(processExitsWith: .exitCode(7)) {
            // The loop's thread is there before anybody listens.
            let loop = try EventLoop()
            let seen = Watched([Int32]())
            ProcessSignals.onEnd { number in seen.change { $0.append(number) } }
            for number in [SIGTERM, SIGINT, SIGTERM] {
                let before = seen.now.count
                kill(getpid(), number)
                #expect(seen.comes { $0.count == before + 1 })
                #expect(loop.perform { 1 } == 1)
            }
            loop.stop()
            if seen.now == [SIGTERM, SIGINT, SIGTERM] { exit(7) }
        }
    }

    @Test("a signal that was ignored at the start stays ignored")
    func ignored() async {
        await #expect(processExitsWith: .exitCode(7)) {
            _ = signal(SIGINT, SIG_IGN)
            let seen = Watched([Int32]())
            ProcessSignals.onEnd { number in seen.change { $0.append(number) } }
            kill(getpid(), SIGINT)
            kill(getpid(), SIGTERM)
            #expect(seen.comes { !$0.isEmpty })
            if seen.now == [SIGTERM] { exit(7) }
        }
    }

    @Test("without anybody listening they end the process as ever")
    func unheard() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            let loop = try EventLoop()
            kill(getpid(), SIGTERM)
            _ = loop.perform { sleep(60) }
        }
    }
}
