internal import CLibwebsockets

/// The pipe that libwebsockets makes for each loop, to wake it; nobody here writes to it.
///
/// libwebsockets 4.1.6 closes its descriptor twice when the loop ends. `lws_destroy_event_pipe`
/// asks libuv to close the handle, and closes the descriptor at once (`lws_plat_pipe_close`). In
/// the loop's next turn libuv calls back, and `__lws_close_free_wsi_final` closes the number that
/// the pipe's connection still has. Meanwhile any other thread may have been given that number: it
/// loses its file or socket, and where that belongs to another loop, epoll refuses it and libuv
/// aborts the process. Seen with `strace -k`; told as issue 2514 there, and mended in later
/// versions.
///
/// So the connection forgets its number after the first time, and the second time does nothing.
@safe struct LoopPipe {
    private let connection: UnsafeMutableRawPointer
    /// Where the connection keeps its descriptor: no header says it.
    private let place: Int

    /// The pipe of a loop on which libwebsockets has been started and nothing else has been opened;
    /// nil where it has none, or keeps no number that it could close.
    init?(on loop: UnsafeMutablePointer<uv_loop_t>) {
        var found: UnsafeMutableRawPointer?
        unsafe uv_walk(
            loop,
            { handle, found in
                guard let handle = unsafe handle, unsafe handle.pointee.type == UV_POLL else {
                    return
                }
                unsafe found?.storeBytes(
                    of: handle.pointee.data, as: UnsafeMutableRawPointer?.self)
            }, &found)
        guard let connection = unsafe found,
            let place = unsafe Self.place(in: connection)
        else { return nil }
        unsafe self.connection = connection
        self.place = place
    }

    /// Makes the connection forget its descriptor, if libuv is still to call back for it. To be
    /// called right after the first `lws_context_destroy`, before the loop's next turn.
    func forget(on loop: UnsafeMutablePointer<uv_loop_t>) {
        var isAwaited = unsafe (connection: connection, isFound: false)
        unsafe uv_walk(
            loop,
            { handle, context in
                guard let handle = unsafe handle, unsafe uv_is_closing(handle) != 0,
                    let awaited = unsafe context?.assumingMemoryBound(
                        to: (connection: UnsafeMutableRawPointer, isFound: Bool).self)
                else { return }
                if unsafe handle.pointee.data == awaited.pointee.connection {
                    unsafe awaited.pointee.isFound = true
                }
            }, &isAwaited)
        guard unsafe isAwaited.isFound else { return }
        unsafe connection.storeBytes(of: -1, toByteOffset: place, as: Int32.self)
    }

    /// Looks where the library's own answer changes with what stands there.
    private static func place(in connection: UnsafeMutableRawPointer) -> Int? {
        let asked = OpaquePointer(connection)
        let descriptor = unsafe lws_get_socket_fd(asked)
        guard descriptor >= 0 else { return nil }
        let size = unsafe plimsoll_size_of_allocation(connection)
        return stride(from: 0, through: size - 4, by: 4).first { place in
            guard unsafe connection.load(fromByteOffset: place, as: Int32.self) == descriptor
            else { return false }
            unsafe connection.storeBytes(of: -1, toByteOffset: place, as: Int32.self)
            defer {
                unsafe connection.storeBytes(of: descriptor, toByteOffset: place, as: Int32.self)
            }
            return unsafe lws_get_socket_fd(asked) == -1
        }
    }
}
