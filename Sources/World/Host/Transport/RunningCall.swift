internal import CCurl

/// One request under way, and the library's handle for it. The loop's thread only.
@safe final class RunningCall {
    enum Limits {
        /// All headers of an answer together. Bytes.
        static let headerBytesMax = 256 * 1024
    }

    let handle: UnsafeMutableRawPointer
    let then: (HTTPOutcome) -> Void
    private let peer: String
    private let bodyBytesMax: Int
    private var lines: UnsafeMutablePointer<curl_slist>?
    private let words: UnsafeMutablePointer<CChar>
    private var headers: [HTTPHeader] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    /// How often the library was about to send the request.
    private var sendings = 0
    private var tooLong: NetworkFault.Reason?

    /// - Parameter place: what the library hands back to find this call again.
    init?(
        _ call: HTTPCall, _ address: WebAddress, _ options: HTTPClientOptions,
        place: UnsafeMutableRawPointer?, _ then: @escaping (HTTPOutcome) -> Void
    ) {
        guard let made = unsafe curl_easy_init() else { return nil }
        unsafe handle = unsafe made
        self.then = then
        peer = address.origin
        bodyBytesMax = call.bodyBytesMax
        unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        guard setPeer(address, options), setMessage(call, address), setTime(call, options),
            unsafe setCallbacks(place)
        else { return nil }
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(lines)
        unsafe words.deallocate()
    }

    /// What became of it, when the library is done with it.
    func outcome(_ result: CURLcode) -> HTTPOutcome {
        guard result != CURLE_OK else {
            let status = Int(unsafe plimsoll_curl_status(handle))
            return .answered(HTTPAnswer(status: status, headers: headers, body: body))
        }
        let said = unsafe String(cString: words)
        let usual = unsafe String(cString: curl_easy_strerror(result))
        return failed(reason(result), said.isEmpty ? usual : said)
    }

    func failed(_ reason: NetworkFault.Reason, _ detail: String = "") -> HTTPOutcome {
        let fault = NetworkFault(peer: peer, reason: reason, detail: detail)
        return sendings == 0 ? .neverSent(fault) : .lost(fault)
    }

    private func reason(_ result: CURLcode) -> NetworkFault.Reason {
        if let tooLong { return tooLong }
        return switch result {
        case CURLE_COULDNT_RESOLVE_HOST: .nameUnknown
        case CURLE_COULDNT_CONNECT: .unreachable
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER:
            .notTrusted
        case CURLE_OPERATION_TIMEDOUT: .tooLate
        default: .broken
        }
    }
}

/// What the library calls.
extension RunningCall {
    private static func find(_ place: UnsafeMutableRawPointer?) -> RunningCall? {
        guard let found = unsafe HTTPClient.find(place) else { return nil }
        return found.client.calls[found.number]
    }

    private func setCallbacks(_ place: UnsafeMutableRawPointer?) -> Bool {
        let onBody: curl_write_callback = { bytes, size, count, place in
            let input = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe RunningCall.find(place)?.receive(input) == true ? size * count : 0
        }
        let onHeader: curl_write_callback = { bytes, size, count, place in
            let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe RunningCall.find(place)?.receive(line: line) == true ? line.count : 0
        }
        let onSending: curl_prereq_callback = { place, _, _, _, _ in
            guard let call = unsafe RunningCall.find(place) else { return CURL_PREREQFUNC_ABORT }
            call.sendings += 1
            // The second time the library would send anew what may have arrived already.
            return call.sendings == 1 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        return unsafe set(CURLOPT_WRITEDATA, pointer: place)
            && set(CURLOPT_HEADERDATA, pointer: place)
            && set(CURLOPT_PREREQDATA, pointer: place) && set(CURLOPT_PRIVATE, pointer: place)
            && plimsoll_curl_set_write(handle, CURLOPT_WRITEFUNCTION, onBody) == CURLE_OK
            && plimsoll_curl_set_write(handle, CURLOPT_HEADERFUNCTION, onHeader) == CURLE_OK
            && plimsoll_curl_set_prereq(handle, onSending) == CURLE_OK
    }

    private func receive(_ input: UnsafeRawBufferPointer) -> Bool {
        guard body.count + input.count <= bodyBytesMax else {
            tooLong = .tooLong(bytesMax: bodyBytesMax)
            return false
        }
        unsafe body += input
        return true
    }

    private func receive(line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Limits.headerBytesMax else {
            tooLong = .tooLong(bytesMax: Limits.headerBytesMax)
            return false
        }
        let text = unsafe String(decoding: line, as: UTF8.self)
        guard let colon = text.utf8.firstIndex(of: 0x3A) else {
            // A status line; the headers of an answer in between (100, 103) are not the answer's.
            if text.hasPrefix("HTTP/") { headers.removeAll() }
            return true
        }
        let name = text[..<colon].lowercased()
        headers.append(HTTPHeader(name, Self.trimmed(text[text.index(after: colon)...])))
        return true
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.unicodeScalars.first, first.value <= 0x20 {
            text.unicodeScalars.removeFirst()
        }
        while let last = text.unicodeScalars.last, last.value <= 0x20 {
            text.unicodeScalars.removeLast()
        }
        return String(text)
    }
}

/// What the library is told.
extension RunningCall {
    private func setPeer(_ address: WebAddress, _ options: HTTPClientOptions) -> Bool {
        // The target is given by itself, since the library would encode and shorten it.
        guard set(CURLOPT_URL, address.origin + "/"),
            set(CURLOPT_REQUEST_TARGET, address.target),
            set(CURLOPT_PROXY, ""),
            set(CURLOPT_PROTOCOLS_STR, "http,https"),
            set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
            set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
            set(CURLOPT_MAXAGE_CONN, options.idleSecondsMax)
        else { return false }
        guard let caPath = options.caPath else { return true }
        return unsafe set(CURLOPT_CAINFO, caPath) && set(CURLOPT_CAPATH, pointer: nil)
    }

    private func setTime(_ call: HTTPCall, _ options: HTTPClientOptions) -> Bool {
        func milliseconds(_ nanoseconds: Int64) -> Int {
            Int(min(nanoseconds.advanced(by: 999_999) / 1_000_000, Int64(Int32.max)))
        }
        return unsafe set(CURLOPT_TIMEOUT_MS, milliseconds(call.timeoutNanoseconds))
            && set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.connectNanosecondsMax))
            && set(CURLOPT_NOSIGNAL, 1)
            // Or giving up a look-up would wait for the thread that looks, and hold up the loop.
            && set(CURLOPT_QUICK_EXIT, 1)
            && set(CURLOPT_ERRORBUFFER, pointer: UnsafeMutableRawPointer(words))
    }

    private func setMessage(_ call: HTTPCall, _ address: WebAddress) -> Bool {
        // Waiting for leave to send the body costs a round trip and gains nothing here.
        var texts = ["Expect:"]
        texts += call.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        let hasBody = !call.body.isEmpty || ["POST", "PUT", "PATCH"].contains(call.method)
        if hasBody, !call.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            texts.append("Content-Type:")
        }
        for text in texts {
            guard let longer = unsafe curl_slist_append(lines, text) else { return false }
            unsafe lines = unsafe longer
        }
        guard unsafe set(CURLOPT_HTTPHEADER, pointer: UnsafeMutableRawPointer(lines)),
            set(CURLOPT_ACCEPT_ENCODING, "gzip")
        else { return false }
        if call.method == "HEAD" { return set(CURLOPT_NOBODY, 1) }
        if hasBody {
            let isSet =
                unsafe set(CURLOPT_POST, 1) && set(CURLOPT_POSTFIELDSIZE, call.body.count)
                && call.body.withUnsafeBytes {
                    unsafe plimsoll_curl_set_pointer(
                        handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress ?? UnsafeRawPointer(words))
                        == CURLE_OK
                }
            guard isSet else { return false }
        }
        return set(CURLOPT_CUSTOMREQUEST, call.method)
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        unsafe plimsoll_curl_set_long(handle, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: String) -> Bool {
        // Copied by the library.
        unsafe value.withCString {
            unsafe plimsoll_curl_set_pointer(handle, option, $0) == CURLE_OK
        }
    }

    private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) -> Bool {
        unsafe plimsoll_curl_set_pointer(handle, option, pointer) == CURLE_OK
    }
}
