internal import Glibc

/// Asks the system whether a socket can be bound, since libwebsockets does not say why it cannot,
/// and shares a port that another server of the same loop listens at.
enum ListenProbe {
    /// Why nobody can listen there; nil where one can.
    static func obstacle(address: String, port: Int) -> TransportFault.Reason? {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(address, String(port), &hints, &found) == 0,
            let place = unsafe found
        else { return .noSuchAddress }
        defer { unsafe freeaddrinfo(place) }
        let descriptor = unsafe socket(place.pointee.ai_family, place.pointee.ai_socktype, 0)
        guard descriptor >= 0 else { return .exhausted }
        defer { close(descriptor) }
        var yes: Int32 = 1
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let status = unsafe bind(descriptor, place.pointee.ai_addr, place.pointee.ai_addrlen)
        guard status != 0 else { return nil }
        return switch errno {
        case EADDRINUSE: .inUse
        case EADDRNOTAVAIL: .noSuchAddress
        case EACCES, EPERM: .notPermitted
        default: .other(errno)
        }
    }
}
