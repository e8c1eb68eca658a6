internal import CHost
internal import Glibc

/// The processor: where this process runs, and what it has used of it. For measurements.
public enum Processor {
    /// Keeps the calling thread, and every process it starts from now on, on one core.
    ///
    /// - Returns: the core, the last one this process may use; nil where the system refuses.
    public static func pinToLastCore() -> Int? {
        let core = chost_pin_to_last_core()
        return core < 0 ? nil : Int(core)
    }

    /// Processor time this process has used, user and system, in nanoseconds.
    public static func usedNanoseconds() -> Int64 {
        var time = timespec()
        let result = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        precondition(result == 0, "the kernel has no such clock")
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// How many processes wanted to run, on average over the last minute, in hundredths.
    public static func loadInHundredths() -> Int {
        var averages = [0.0, 0.0, 0.0]
        let count = unsafe averages.withUnsafeMutableBufferPointer { room in
            unsafe room.baseAddress.map { unsafe getloadavg($0, 3) } ?? 0
        }
        return count < 1 ? 0 : Int((averages[0] * 100).rounded())
    }
}
