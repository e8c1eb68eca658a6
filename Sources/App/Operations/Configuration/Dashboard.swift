internal import Host

/// Where the built dashboard lies.
enum Dashboard {
    /// Looked for from the program's folder, in this order: where a build leaves it
    /// (`.build/dashboard`; the release folder may be a link), and where a package does.
    static let places = ["../dashboard", "../../dashboard", "../share/plimsoll/dashboard"]

    /// The first place near the program that has it.
    static func near(_ programFolder: String) -> String? {
        places.map { "\(programFolder)/\($0)" }.first(where: isBuilt)
    }

    /// Whether the folder holds the page.
    static func isBuilt(in folder: String) -> Bool {
        (try? InputFile(path: "\(folder)/index.html")) != nil
    }
}
