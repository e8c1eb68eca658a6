#if PLIMSOLL_MUTANTS
    internal import Glibc

    /// Which of the planted bugs is active in this process. Only ever in a copy of the sources.
    public enum PlantedBug {
        /// Its place in the list, from 1; 0 for none.
        public static let active: Int = {
            unsafe getenv("PLIMSOLL_PLANTED_BUG").flatMap { unsafe Int(String(cString: $0)) } ?? 0
        }()

        /// Whether it is this one.
        @inline(__always)
        public static func isActive(_ number: Int) -> Bool { active == number }
    }
#endif
