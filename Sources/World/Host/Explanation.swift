internal import Glibc

/// An error for people: what happened, why, and what to do. Never holds a secret.
public struct Explanation: Sendable, Equatable, CustomStringConvertible {
    /// What happened, as a clause without a full stop.
    public var what: String
    /// Why, as far as known.
    public var why: String
    /// What the operator should do.
    public var action: String

    /// The three parts, each a clause without a full stop.
    public init(what: String, why: String, action: String) {
        self.what = what
        self.why = why
        self.action = action
    }

    /// One line: what: why. Action.
    public var description: String { "\(what): \(why). \(action)." }
}

/// Every human message about a system call lives here.
extension FileFault {
    /// The fault for people.
    public var explanation: Explanation {
        Explanation(what: what, why: reason.why, action: reason.action)
    }

    private var what: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return switch operation {
        case .open: "cannot open \(path)"
        case .create: "cannot create \(path)"
        case .read: "cannot read \(path)\(place)"
        case .write: "cannot write \(path)\(place)"
        case .synchronize: "cannot bring \(path) to the disk"
        case .list: "cannot list \(path)"
        case .rename: "cannot rename to \(path)"
        case .remove: "cannot remove \(path)"
        case .lock: "cannot lock \(path)"
        }
    }
}

extension FileFault.Reason {
    /// The cause, for people.
    public var why: String {
        switch self {
        case .noSpace: "no space is left on the device, or the quota is used up"
        case .readOnly: "the file system is mounted read-only"
        case .notPermitted: "this user has no right to it"
        case .notFound: "it does not exist"
        case .notDirectory: "it is no directory, or a part of its path is none"
        case .isDirectory: "it is a directory"
        case .closed: "it is closed, or not open for this"
        case .exists: "it exists already"
        case .inputOutput: "the device reported an input/output error"
        case .held: "another process is using it"
        case .tooShort: "the file is shorter than it must be"
        case .unsupported: "this file system does not support it"
        case .tooManyFiles: "too many files are open"
        case .crashed: "the simulated process was killed here"
        case .other(let number): Self.systemText(number)
        }
    }

    /// What helps, for people.
    public var action: String {
        switch self {
        case .noSpace: "Free some space or grow the volume, then start again"
        case .readOnly: "Mount it for writing, or name another directory"
        case .notPermitted: "Give this user the right, or run as the owner of the directory"
        case .notFound, .notDirectory: "Check the path"
        case .isDirectory: "Name a file in it"
        case .closed: "Open it, or send it to /dev/null"
        case .exists: "Move the old one away, or name another path"
        case .inputOutput:
            "Look at the kernel's log and the device's health; restart from what verifies"
        case .held: "Stop the other process first; two may never write to one directory"
        case .tooShort: "Restore the file from a copy"
        case .unsupported: "Use a local file system such as ext4 or xfs"
        case .tooManyFiles: "Raise the limit on open files (ulimit -n)"
        case .crashed: "Start again in the simulator"
        case .other: "See the system's manual for this error, and the kernel's log"
        }
    }

    /// strerror is safe between threads since glibc 2.32.
    private static func systemText(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "errno \(number)" }
        return "\(unsafe String(cString: text)) (errno \(number))"
    }
}
