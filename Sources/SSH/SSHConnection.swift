/// An authenticated SSH connection to one host: run commands, upload files.
///
/// The actor runs on a thread of its own, which may block in `poll`; calls on one connection run one after another,
/// several connections side by side. A call that timed out or was cancelled leaves libssh2 in the middle of something,
/// so it ends the connection: later calls throw ``SSHError/Code/disconnected``.
public actor SSHConnection {
  private nonisolated let executor: ThreadExecutor
  private nonisolated let wake: WakePipe
  private let target: SSHTarget
  private var session: Session?

  /// The thread of this connection.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private init(_ target: SSHTarget) throws(SSHError) {
    self.target = target
    wake = try WakePipe()
    executor = ThreadExecutor(name: "ssh \(target.host)")
  }

  isolated deinit {
    session = nil
    executor.stop()
  }

  /// Connects, checks the host's key and authenticates.
  ///
  /// - Throws: ``SSHError`` with one of the codes from name resolution to authentication, or `cancelled`.
  public static func connect(_ target: SSHTarget) async throws(SSHError) -> SSHConnection {
    let connection = try SSHConnection(target)
    try await connection.open()
    return connection
  }

  /// Runs a command line in the user's shell and waits for its end. A status other than 0 is a result, not an error.
  ///
  /// - Parameters:
  ///   - command: the command line; secrets go into `input`, never in here (it is visible in the host's process list).
  ///   - input: what the command reads from its standard input, up to a few hundred kilobytes.
  ///   - timeout: time limit for the whole command.
  /// - Throws: ``SSHError`` with `channel`, `timeout`, `disconnected` or `cancelled`.
  public func run(
    _ command: String, input: [UInt8] = [], timeout: Duration = .seconds(30)
  ) async throws(SSHError) -> CommandResult {
    try await perform { session throws(SSHError) in
      try session.run(command, input: input, until: .now + timeout)
    }
  }

  /// Copies a local file to the host by SFTP. The caller compares checksums.
  ///
  /// - Parameters:
  ///   - remotePath: path on the host; relative ones start at the user's home.
  ///   - mode: permission bits of a file that this creates.
  ///   - stallTimeout: time limit for each step without progress.
  ///   - progress: bytes sent and total, called on the connection's thread.
  /// - Throws: ``SSHError`` with `localFile`, `transfer`, `channel`, `timeout`, `disconnected` or `cancelled`.
  public func upload(
    _ localPath: String, to remotePath: String, mode: UInt16 = 0o600, stallTimeout: Duration = .seconds(30),
    progress: @Sendable (Int64, Int64) -> Void = { _, _ in }
  ) async throws(SSHError) {
    try await perform { session throws(SSHError) in
      try session.upload(localPath, to: remotePath, mode: mode, stallLimit: stallTimeout, progress: progress)
    }
  }

  /// Says goodbye and frees everything; further calls throw ``SSHError/Code/disconnected``.
  public func close() {
    session?.disconnect(until: .now + .seconds(2))
    session = nil
  }

  private func open() async throws(SSHError) {
    let deadline = ContinuousClock.now + target.connectTimeout
    session = try await cancellable { () throws(SSHError) in
      let session = try Session(target, wake: wake, until: deadline)
      try session.verifyHost(until: deadline)
      try session.authenticate(until: deadline)
      return session
    }
  }

  /// Runs a piece of work on the open session; see the type's comment for what ends the connection.
  private func perform<Value: Sendable>(
    _ work: (Session) throws(SSHError) -> Value
  ) async throws(SSHError) -> Value {
    guard let session else {
      throw SSHError(
        .disconnected, "the connection to \(target.label) has been closed", remedy: "Run the command again.")
    }
    do {
      return try await cancellable { () throws(SSHError) in try work(session) }
    } catch {
      if error.endsConnection { self.session = nil }
      throw error
    }
  }

  /// Runs blocking work on this thread so that the task's cancellation ends its `poll`.
  private func cancellable<Value>(_ work: () throws(SSHError) -> Value) async throws(SSHError) -> Value {
    let wake = wake
    let result = await withTaskCancellationHandler(
      operation: { () -> Result<Value, SSHError> in
        do throws(SSHError) { return .success(try work()) } catch { return .failure(error) }
      },
      onCancel: { wake.wake() })
    return try result.get()
  }
}
