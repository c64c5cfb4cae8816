/// A pipe whose only purpose is to end a `poll` from another thread (the self-pipe trick).

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Wakes the thread that polls ``readEnd``; used by the cancellation of a task.
final class WakePipe: Sendable {
  /// The descriptor to poll for reading.
  let readEnd: Int32
  private let writeEnd: Int32

  /// Opens the pipe, non-blocking and not inherited by child processes.
  init() throws(SSHError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw SSHError(
        .channel, "cannot open a pipe", cause: SystemCall.message(errno),
        remedy: "Raise the limit of open files (ulimit -n) and try again.")
    }
    readEnd = ends[0]
    writeEnd = ends[1]
    for end in ends {
      SystemCall.makeNonBlocking(end)
    }
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Ends a `poll` on ``readEnd``, now or the next one. A full pipe is as good as one byte.
  func wake() {
    var byte: UInt8 = 1
    _ = write(writeEnd, &byte, 1)
  }

  /// Takes all wake-ups that are waiting.
  func drain() {
    var buffer = [UInt8](repeating: 0, count: 64)
    while read(readEnd, &buffer, buffer.count) > 0 {}
  }
}
