import Foundation
import Glibc
import Host
import SocketPeers
import Testing

@Suite struct EventLoopTests {
    @Test("what several threads post is done on the loop, each thread's in its order")
    func posts() throws {
        let loop = try EventLoop()
        let done = Watched([Int]())
        let isElsewhere = Watched(false)
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for step in 0..<250 {
                let isTaken = loop.post {
                    if !loop.isCurrent { isElsewhere.change { $0 = true } }
                    done.change { $0.append(thread * 1000 + step) }
                }
                #expect(isTaken)
            }
        }
        #expect(done.comes { $0.count == 1000 })
        loop.stop()
        #expect(!isElsewhere.now && !loop.isCurrent)
        for thread in 0..<4 {
            #expect(
                done.now.filter { $0 / 1000 == thread } == (0..<250).map { thread * 1000 + $0 })
        }
    }

    @Test("timers fire once, the earlier first, and not when taken back")
    func timers() throws {
        let loop = try EventLoop()
        let fired = Watched([String]())
        let time = SystemTime()
        let start = time.monotonicNanoseconds()
        _ = loop.perform {
            loop.after(nanoseconds: 30_000_000) { fired.change { $0.append("third") } }
            loop.after(nanoseconds: 0) { fired.change { $0.append("first") } }
            let mistake = loop.after(nanoseconds: 5_000_000) {
                fired.change { $0.append("mistake") }
            }
            loop.after(nanoseconds: 10_000_000) {
                fired.change { $0.append("second") }
            }
            loop.cancel(mistake)
        }
        #expect(fired.comes { $0.count == 3 })
        #expect(time.monotonicNanoseconds() - start >= 30_000_000)
        loop.stop()
        #expect(fired.now == ["first", "second", "third"])
    }

    @Test("a timer that is set anew for now whenever it fires keeps no peer waiting")
    func restlessTimer() throws {
        try Notebook.serve { server, _ in
            let loop = server.loop
            let isAnswered = Watched(false)
            let isOver = Watched(false)
            let latest = SystemTime().monotonicNanoseconds() + 5_000_000_000
            @Sendable func again() {
                guard !isAnswered.now, SystemTime().monotonicNanoseconds() < latest else {
                    return isOver.change { $0 = true }
                }
                loop.after(nanoseconds: 0, again)
            }
            _ = loop.post(again)
            let peer = try #require(RawPeer(port: server.port))
            peer.write("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let isEarly = peer.read(upTo: "bytes from") != nil && !isOver.now
            isAnswered.change { $0 = true }
            #expect(isEarly)
            #expect(isOver.comes { $0 })
        }
    }

    @Test("a stop does what was posted before, joins, and takes nothing more")
    func stop() throws {
        let loop = try EventLoop()
        let done = Watched(0)
        for _ in 0..<100 { #expect(loop.post { done.change { $0 += 1 } }) }
        loop.stop()
        #expect(done.now == 100)
        #expect(!loop.post { done.change { $0 += 1 } })
        #expect(loop.perform { 1 } == nil)
        loop.stop()
        #expect(done.now == 100)
    }

    @Test("a loop that has too much to do refuses more")
    func fullMailbox() throws {
        let loop = try EventLoop()
        let isOpen = DispatchSemaphore(value: 0)
        let isHeld = Watched(false)
        #expect(
            loop.post {
                isHeld.change { $0 = true }
                isOpen.wait()
            })
        #expect(isHeld.comes { $0 })
        let done = Locked(0)
        for _ in 0..<EventLoop.Limits.postedMax {
            guard loop.post({ done.withLock { $0 += 1 } }) else {
                Issue.record("refused too early")
                break
            }
        }
        #expect(!loop.post { done.withLock { $0 += 1 } })
        isOpen.signal()
        loop.stop()
        #expect(done.withLock { $0 } == EventLoop.Limits.postedMax)
    }

    @Test("a loop that ends closes no descriptor but its own")
    func foreignDescriptors() async {
        await #expect(processExitsWith: .success) {
            // Takes every number that becomes free at once, so that whoever closes one of his twice
            // closes one of these the second time.
            let isOver = Locked(false)
            let isOpening = DispatchSemaphore(value: 0)
            let isDone = DispatchSemaphore(value: 0)
            for _ in 0..<2 {
                Thread.detachNewThread {
                    var held = [Int32]()
                    while !isOver.withLock({ $0 }) {
                        held.append(dup(STDIN_FILENO))
                        if held.count == 2 { isOpening.signal() }
                        if held.count > 100 { precondition(close(held.removeFirst()) == 0) }
                    }
                    for descriptor in held { precondition(close(descriptor) == 0) }
                    isDone.signal()
                }
                isOpening.wait()
            }
            for _ in 0..<100 {
                let loop = try EventLoop()
                precondition(loop.perform { 1 } == 1)
                loop.stop()
            }
            isOver.withLock { $0 = true }
            for _ in 0..<2 { isDone.wait() }
        }
    }

    /// In a process of its own: the other tests have handlers, too.
    @Test("loops begin and end by the dozen, and leave the process's signals alone")
    func signals() async {
        await #expect(processExitsWith: .success) {
            func handlers() -> [UInt] {
                [SIGINT, SIGTERM, SIGHUP, SIGSEGV].map { number in
                    var action = sigaction()
                    unsafe sigaction(number, nil, &action)
                    return unsafe action.__sigaction_handler.sa_handler.map {
                        unsafe UInt(bitPattern: unsafeBitCast($0, to: Int.self))
                    } ?? 0
                }
            }
            let before = handlers()
            for _ in 0..<20 {
                let loop = try EventLoop()
                precondition(loop.perform { 1 } == 1)
                precondition(handlers() == before)
                loop.stop()
            }
            precondition(handlers() == before)
        }
    }

    @Test("waiting for the loop on the loop stops the process")
    func waitingForOneself() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            _ = loop.post { loop.stop() }
            _ = loop.perform { 1 }
            loop.stop()
        }
    }
}
