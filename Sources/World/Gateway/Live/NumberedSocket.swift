internal import Host

/// The one connection of a link, under the number that its driver gave it. What an earlier one
/// still tells is not taken for the present one's. On the loop only.
struct NumberedSocket {
    private(set) var client: WebSocketClient?
    private var number: LinkNumber?

    /// Begins an attempt; the one before is no longer listened to.
    mutating func connect(
        _ number: LinkNumber, to url: String, through gate: VenueGate,
        observer: any WebSocketClientObserver
    ) {
        let client = WebSocketClient(
            on: gate.loop, url: url, options: gate.options, observer: observer)
        self.client = client
        self.number = number
        client.connect()
    }

    /// Ends the connection of that number, if it is the present one.
    mutating func close(_ number: LinkNumber) {
        guard number == self.number else { return }
        client?.close()
        forget()
    }

    /// The connection is over by itself.
    mutating func forget() {
        client = nil
        number = nil
    }

    /// The number of `client`; nil where it is not the present one.
    func number(of client: WebSocketClient) -> LinkNumber? {
        client === self.client ? number : nil
    }
}
