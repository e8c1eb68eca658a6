internal import Containers

/// What goes wrong in one run, and how often: drawn from its seed, so that every run has a mix of
/// its own, with most faults off in any one of them.
struct Knobs {
    /// How many steps the faulty phase has.
    var steps: Int
    /// Of 1000 steps, in how many a crash is laid out.
    var crashes: Int
    /// Of 1000 steps, in how many a disk error is laid out.
    var diskErrors: Int
    /// Of 1000 steps, in how many the disk runs full for a while.
    var fullDisks: Int
    /// Of 1000 steps, in how many the process is stopped cleanly.
    var cleanStops: Int
    /// Of 100 messages, how many are lost.
    var losses: Int
    /// Of 100 reports, how many come twice.
    var duplicates: Int
    /// The longest time that a message is on its way, in milliseconds.
    var delayMax: Int
    /// How many inputs are taken before a commit, at most.
    var batchMax: Int
    /// Bytes of a journal segment.
    var segmentBytes: Int
    /// Of 100 queries for a young order, how many do not find it.
    var forgetfulness: Int
    var takesBaseFees: Bool
    /// How the market data's connection behaves.
    var feed = SimulatedFeed.Manners()
    /// Of 100 deaths of the process, after how many what is on the disk has changed.
    var damages: Int
    /// How far the clock goes in one step, in milliseconds, at most.
    var stepMax: Int

    init(_ random: inout SeededRandom) {
        func maybe(_ value: Int) -> Int { random.chance(1, in: 2) ? random.below(value + 1) : 0 }
        steps = 60 + random.below(240)
        crashes = maybe(60)
        diskErrors = maybe(20)
        fullDisks = maybe(20)
        cleanStops = maybe(20)
        losses = maybe(30)
        duplicates = maybe(30)
        delayMax = random.chance(1, in: 3) ? 8000 : 1 + random.below(800)
        batchMax = 1 + random.below(8)
        segmentBytes = [40, 64, 128][random.below(3)] * 1024
        forgetfulness = maybe(60)
        takesBaseFees = random.chance(1, in: 2)
        feed.losses = maybe(20)
        feed.duplicates = maybe(20)
        feed.cuts = maybe(10)
        feed.delays = maybe(20)
        feed.lostSnapshots = maybe(50)
        stepMax = [20, 300, 3000][random.below(3)]
        damages = random.chance(1, in: 3) ? random.below(60) : 0
    }
}
