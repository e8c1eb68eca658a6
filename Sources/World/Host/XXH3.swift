internal import CXXHash

/// XXH3-128 with seed 0, piece by piece; of the same bytes what ``Checksum/xxh3(_:)`` gives.
///
/// Owned by exactly one place.
@safe public struct XXH3: ~Copyable {
    private let state: OpaquePointer

    /// Of nothing so far.
    public init() {
        guard let made = unsafe XXH3_createState() else { preconditionFailure("no memory left") }
        unsafe state = made
        let status = unsafe XXH3_128bits_reset(made)
        precondition(status == XXH_OK, "a fresh state can be reset")
    }

    deinit { unsafe XXH3_freeState(state) }

    /// Goes on with `bytes`. - Complexity: O(bytes), more than 10 GB/s; no allocation.
    public mutating func update(_ bytes: RawSpan) {
        let state = unsafe state
        let status = unsafe bytes.withUnsafeBytes { raw in
            unsafe XXH3_128bits_update(state, raw.baseAddress, raw.count)
        }
        precondition(status == XXH_OK || bytes.byteCount == 0)
    }

    /// Of all bytes so far.
    public func digest() -> Hash128 {
        let hash = unsafe XXH3_128bits_digest(state)
        return Hash128(high: hash.high64, low: hash.low64)
    }
}
