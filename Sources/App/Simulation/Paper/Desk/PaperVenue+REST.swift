internal import Domain
internal import Host
internal import Wire

/// REST: how requests come in and answers go out.
extension PaperVenue {
    func received(_ request: HTTPRequest, as exchange: ExchangeID) {
        guard let server else { return }
        if request.path.hasPrefix("/plimsoll-sim") {
            server.answer(exchange, with: control(request))
        } else if now < refusesUntil {
            server.answer(exchange, with: HTTPResponse(status: 503, text: "refused on purpose\n"))
        } else if futures != nil, request.path.hasPrefix("/fapi/"),
            let operation = FuturesOperation.find(
                method: request.method, path: String(request.path.dropFirst(6)))
        {
            serve(request, .futures(operation), exchange)
        } else if futures == nil, let body = Self.elsewhere(request.path) {
            server.answer(
                exchange,
                with: HTTPResponse(
                    status: 200, contentType: "application/json", body: Array(body.utf8)))
        } else if futures == nil, request.path.hasPrefix("/api/v3/"),
            let operation = PaperOperation.find(
                method: request.method, path: String(request.path.dropFirst(8)))
        {
            serve(request, .spot(operation), exchange)
        } else {
            let answer = PaperAnswer(
                PaperRefusal(-1020, "This operation is not supported.", status: 404))
            server.answer(exchange, with: response(answer))
        }
    }

    /// What clients ask other parts of the real venue for before they trade spot.
    private static func elsewhere(_ path: String) -> String? {
        if path == "/fapi/v1/exchangeInfo" || path == "/dapi/v1/exchangeInfo" {
            return "{\"timezone\":\"UTC\",\"rateLimits\":[],\"exchangeFilters\":[],\"symbols\":[]}"
        }
        let lists = [
            "/sapi/v1/capital/config/getall", "/sapi/v1/margin/allPairs",
            "/sapi/v1/margin/isolated/allPairs", "/sapi/v1/margin/allAssets",
        ]
        return lists.contains(path) ? "[]" : nil
    }

    private func serve(
        _ request: HTTPRequest, _ ask: PaperCall.Ask, _ exchange: ExchangeID
    ) {
        let call: PaperCall
        do throws(PaperRefusal) {
            call = try self.call(request, ask)
        } catch {
            server?.answer(exchange, with: response(PaperAnswer(error)))
            return
        }
        let (answer, fate) = serve(call)
        var delay = options.latencyMilliseconds
        switch fate {
        case .lost: return
        case .late(let milliseconds): delay += milliseconds
        case .sent, .replaced: break
        }
        let response = response(answer)
        guard delay > 0, let server else {
            server?.answer(exchange, with: response)
            return
        }
        server.loop.after(nanoseconds: delay * 1_000_000) {
            server.answer(exchange, with: response)
        }
    }

    private func call(
        _ request: HTTPRequest, _ ask: PaperCall.Ask
    ) throws(PaperRefusal) -> PaperCall {
        var parameters = RequestParameters()
        try parameters.add(parts: request.query)
        try parameters.add(form: request.body)
        // The query as sent where it held nothing that is encoded, and else as it is encoded.
        let body = Self.withoutSignature(request.body)
        let payloads = [
            Self.withoutSignature(Array(request.query.joined(separator: "&").utf8)) + body,
            Self.withoutSignature(Self.encoded(request.query)) + body,
        ]
        return PaperCall(
            ask: ask, parameters: parameters, key: request.header("x-mbx-apikey"),
            payloads: payloads, peer: request.peer)
    }

    /// All but the `signature` parameter.
    private static func withoutSignature(_ query: [UInt8]) -> [UInt8] {
        let parts = query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        let kept = parts.filter { !$0.starts(with: Array("signature=".utf8)) }
        return Array(kept.joined(separator: [UInt8(ascii: "&")]))
    }

    /// - Source: RFC 3986 §2.3: all but unreserved characters are percent-encoded.
    private static func encoded(_ parts: [String]) -> [UInt8] {
        let text = parts.map { part -> String in
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return halves.map { percentEncoded($0) }.joined(separator: "=")
        }
        return Array(text.joined(separator: "&").utf8)
    }

    private static func percentEncoded(_ text: some StringProtocol) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.append(Character(Unicode.Scalar(byte)))
            case _:
                result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    private func response(_ answer: PaperAnswer) -> HTTPResponse {
        var headers = [
            HTTPHeader("x-mbx-used-weight", String(answer.weightUsed)),
            HTTPHeader("x-mbx-used-weight-1m", String(answer.weightUsed)),
        ]
        if let account = answer.account {
            let counts = limiter.orderCounts(of: account, at: now)
            headers.append(HTTPHeader("x-mbx-order-count-10s", String(counts.tenSeconds)))
            headers.append(HTTPHeader("x-mbx-order-count-1d", String(counts.day)))
        }
        if let seconds = answer.refusal?.retryAfter {
            headers.append(HTTPHeader("retry-after", String(seconds)))
        }
        return HTTPResponse(
            status: answer.status, contentType: "application/json;charset=UTF-8",
            headers: headers, body: answer.body)
    }
}
