internal import Glibc

/// Turns names into addresses on threads of its own, since the system's resolver blocks.
enum NameLookup {
    enum Limits {
        /// Look-ups under way in the whole process; one more is refused.
        static let runningMax = 32
        /// Addresses of one name that are tried.
        static let addressesMax = 4
    }

    enum Answer: Equatable, Sendable {
        /// In digits, the system's favourite first.
        case addresses([String])
        /// The words of the system.
        case unknown(String)
        case tooMany
    }

    private static let running = Locked(0)

    /// Tells `then` on the loop, once; never where the loop is stopping.
    static func find(_ name: String, on loop: EventLoop, then: @escaping (Answer) -> Void) {
        let told = OnLoop(then)
        let isTaken = running.withLock { count in
            guard count < Limits.runningMax else { return false }
            count += 1
            return true
        }
        guard isTaken else {
            _ = loop.post { told.body(.tooMany) }
            return
        }
        let isStarted = DetachedThread.start {
            let answer = ask(name)
            running.withLock { $0 -= 1 }
            _ = loop.post { told.body(answer) }
        }
        guard !isStarted else { return }
        running.withLock { $0 -= 1 }
        _ = loop.post { told.body(.tooMany) }
    }

    private static func ask(_ name: String) -> Answer {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_ADDRCONFIG
        var found: UnsafeMutablePointer<addrinfo>?
        var status = unsafe getaddrinfo(name, nil, &hints, &found)
        if status == EAI_NONAME {
            // On a machine with nothing but its loopback that flag hides even that.
            unsafe hints.ai_flags = 0
            status = unsafe getaddrinfo(name, nil, &hints, &found)
        }
        guard status == 0 else { return .unknown(unsafe String(cString: gai_strerror(status))) }
        defer { unsafe freeaddrinfo(found) }
        var addresses: [String] = []
        var next = unsafe found
        while let place = unsafe next, addresses.count < Limits.addressesMax {
            var digits = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let named = unsafe getnameinfo(
                place.pointee.ai_addr, place.pointee.ai_addrlen, &digits, socklen_t(digits.count),
                nil, 0, NI_NUMERICHOST)
            if named == 0 {
                addresses.append(
                    String(
                        decoding: digits.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
                        as: UTF8.self))
            }
            unsafe next = place.pointee.ai_next
        }
        return .addresses(addresses)
    }

    /// A closure that is made and called on the loop's thread, and only carried by the other.
    private final class OnLoop: @unchecked Sendable {
        let body: (Answer) -> Void
        init(_ body: @escaping (Answer) -> Void) { self.body = body }
    }
}

/// A thread that nobody waits for: for calls of the system that may hang.
enum DetachedThread {
    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// False where no thread is to be had.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let context = unsafe Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { raw in
                guard let raw = unsafe raw else { return nil }
                unsafe Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
