internal import CLibwebsockets

/// libwebsockets as this house uses it: one context a loop, its virtual hosts made one by one.
enum Library {
    /// Bytes that one send may take from what is buffered.
    static let sendBytesMax = 256 * 1024
    /// Whether a context of this process has begun to use OpenSSL.
    ///
    /// Only the first may: each that does changes the numbers (`SSL_get_ex_new_index`) under which
    /// all of them find what belongs to a connection, and a handshake under way elsewhere takes the
    /// certificate for a bad one.
    private static let isOpenSSLBegun = Locked(false)

    /// Makes the context of a loop. False where the library refuses.
    static func start(
        on loop: UnsafeMutablePointer<uv_loop_t>,
        into library: UnsafeMutablePointer<OpaquePointer?>,
        key: UInt, patienceSeconds: Int
    ) -> Bool {
        // It would write to standard error; what goes wrong is told by faults instead.
        lws_set_log_level(0, nil)
        var loops: UnsafeMutableRawPointer? = UnsafeMutableRawPointer(loop)
        return unsafe withUnsafeMutablePointer(to: &loops) { loops in
            var info = unsafe lws_context_creation_info()
            let options =
                LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS
                | LWS_SERVER_OPTION_VALIDATE_UTF8
            unsafe info.foreign_loops = loops
            unsafe info.pcontext = library
            unsafe info.user = UnsafeMutableRawPointer(bitPattern: key)
            unsafe info.timeout_secs = UInt32(patienceSeconds)
            unsafe info.max_http_header_data2 = 16 * 1024
            unsafe info.gid = -1
            unsafe info.uid = -1
            unsafe info.pt_serv_buf_size = 64 * 1024
            return isOpenSSLBegun.withLock { isBegun in
                let more = isBegun ? 0 : LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT
                unsafe info.options = UInt64(options | more)
                unsafe library.pointee = lws_create_context(&info)
                let isMade = unsafe library.pointee != nil
                if isMade { isBegun = true }
                return isMade
            }
        }
    }

    /// The text of a header that the library knows, nil where it is absent.
    static func header(_ token: lws_token_indexes, of connection: OpaquePointer) -> String? {
        let count = Int(unsafe lws_hdr_total_length(connection, token))
        guard count > 0 else { return nil }
        return unsafe text(count) { unsafe lws_hdr_copy(connection, $0, $1, token) }
    }

    /// The text of a header by its name in lower case with a colon, for those the library does not
    /// know.
    static func header(named name: String, of connection: OpaquePointer) -> String? {
        let nameCount = Int32(name.utf8.count)
        let count = Int(unsafe lws_hdr_custom_length(connection, name, nameCount))
        guard count > 0 else { return nil }
        return unsafe text(count) {
            unsafe lws_hdr_custom_copy(connection, $0, $1, name, nameCount)
        }
    }

    /// One of the parts of a header that the library keeps in parts.
    static func part(
        _ number: Int32, of token: lws_token_indexes, of connection: OpaquePointer
    ) -> String? {
        // Of length 0 where it is empty and where it is not there; copying tells the two apart.
        let count = Int(unsafe lws_hdr_fragment_length(connection, token, number))
        return unsafe text(count) {
            unsafe lws_hdr_copy_fragment(connection, $0, $1, token, number)
        }
    }

    private static func text(
        _ count: Int, _ copy: (UnsafeMutablePointer<CChar>?, Int32) -> Int32
    ) -> String? {
        var room = [CChar](repeating: 0, count: count + 1)
        let copied = unsafe room.withUnsafeMutableBufferPointer {
            unsafe copy($0.baseAddress, Int32($0.count))
        }
        guard copied >= 0 else { return nil }
        return String(
            decoding: room.prefix(Int(copied)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
