/// A command on the host: its own channel, its input, and everything it says until it ends.

import CLibSSH2

extension Session {
  /// The most a command may write before it is given up, in bytes.
  static var outputLimit: Int { 16 << 20 }

  /// Runs one command line in the user's shell and waits for its end. The whole input is written before output is read;
  /// up to 2 MiB of output (libssh2's window) may come in meanwhile.
  func run(_ command: String, input: [UInt8], until deadline: ContinuousClock.Instant) throws(SSHError) -> CommandResult
  {
    let activity = "a command"
    let channel = try repeating("opening a channel", until: deadline) {
      libssh2_channel_open_ex(handle, "session", 7, 2 << 20, 32_768, nil, 0)
    }
    defer { release(channel) }
    try repeating(activity, until: deadline) {
      libssh2_channel_process_startup(channel, "exec", 4, command, UInt32(command.utf8.count))
    }
    try writeAll(input, to: channel, until: deadline)
    try repeating(activity, until: deadline) { libssh2_channel_send_eof(channel) }
    let (stdout, stderr) = try readAll(channel, until: deadline)
    try repeating(activity, until: deadline) { libssh2_channel_close(channel) }
    try repeating(activity, until: deadline) { libssh2_channel_wait_closed(channel) }
    var name: UnsafeMutablePointer<CChar>?
    _ = libssh2_channel_get_exit_signal(channel, &name, nil, nil, nil, nil, nil)
    defer { if let name { libssh2_free(handle, name) } }
    return CommandResult(
      exitStatus: libssh2_channel_get_exit_status(channel), signal: name.map { String(cString: $0) },
      stdout: stdout, stderr: stderr)
  }

  private func writeAll(
    _ input: [UInt8], to channel: OpaquePointer, until deadline: ContinuousClock.Instant
  ) throws(SSHError) {
    var offset = 0
    while offset < input.count {
      offset += try repeating("writing a command's input", until: deadline) {
        input[offset...].withUnsafeBytes { bytes in
          libssh2_channel_write_ex(
            channel, 0, bytes.bindMemory(to: CChar.self).baseAddress, min(bytes.count, 32_768))
        }
      }
    }
  }

  private func readAll(
    _ channel: OpaquePointer, until deadline: ContinuousClock.Instant
  ) throws(SSHError) -> (stdout: [UInt8], stderr: [UInt8]) {
    var streams: [[UInt8]] = [[], []]
    var buffer = [CChar](repeating: 0, count: 65_536)
    while true {
      var progress = false
      for (index, stream) in [0, SSH_EXTENDED_DATA_STDERR].enumerated() {
        let count = libssh2_channel_read_ex(channel, stream, &buffer, buffer.count)
        guard count >= 0 || count == Int(LIBSSH2_ERROR_EAGAIN) else { throw failure("reading a command's output") }
        guard count > 0 else { continue }
        progress = true
        streams[index].append(contentsOf: buffer[..<count].lazy.map { UInt8(bitPattern: $0) })
        guard streams[index].count <= Self.outputLimit else {
          throw SSHError(
            .channel, "a command on \(target.label) wrote more than \(Self.outputLimit) bytes",
            remedy: "Look at the host: no command of ours writes that much.")
        }
      }
      if progress { continue }
      if libssh2_channel_eof(channel) == 1 { return (streams[0], streams[1]) }
      try wait("a command", until: deadline)
    }
  }

  /// Frees a channel; one that cannot say goodbye now is freed with its session.
  private func release(_ channel: OpaquePointer) {
    _ = libssh2_channel_free(channel)
  }
}
