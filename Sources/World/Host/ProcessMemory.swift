internal import CHost

/// How the process deals with memory.
public enum ProcessMemory {
    /// Has the heap grow by 16 MiB at a time and keep up to a gigabyte of what is freed: memory
    /// that goes back to the system costs a fault and a page of zeros when it is wanted again, and
    /// a house that has traded for a while only ever wants more. Call it when the process begins.
    public static func keepHeap() { chost_keep_heap() }
}
