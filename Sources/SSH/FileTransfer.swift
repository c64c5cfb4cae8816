/// The upload of a file by SFTP.

import CLibSSH2

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

extension Session {
  /// Bytes handed to libssh2 at once: 256 KiB reached 80 MB/s, 30 KB did not (building.md).
  static var writeSize: Int { 256 << 10 }

  /// Copies a local file over a remote one, which is created with `mode` or emptied.
  ///
  /// - Parameter stallLimit: how long one step may take; the whole takes as long as it makes progress.
  func upload(
    _ localPath: String, to remotePath: String, mode: UInt16, stallLimit: Duration,
    progress: (Int64, Int64) -> Void
  ) throws(SSHError) {
    let content = try SystemCall.readFile(localPath) { number in
      SSHError(
        .localFile, "\(localPath) cannot be read", cause: SystemCall.message(number),
        remedy: "Check the path and its permissions.")
    }
    let sftp = try repeating("starting SFTP", until: .now + stallLimit) { libssh2_sftp_init(handle) }
    do throws(SSHError) {
      let file = try repeating("creating \(remotePath)", until: .now + stallLimit) {
        libssh2_sftp_open_ex(
          sftp, remotePath, UInt32(remotePath.utf8.count),
          UInt(LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC), Int(mode), LIBSSH2_SFTP_OPENFILE)
      }
      let sent = Result { () throws(SSHError) in
        try send(content, to: file, stallLimit: stallLimit, progress: progress)
      }
      // A session that timed out is given up as a whole and frees the handle itself.
      if case .failure(let error) = sent, error.endsConnection { throw error }
      let failure = sent.failure.map { transferFailure(sftp, remotePath, $0) }
      try repeating("closing \(remotePath)", until: .now + stallLimit) { libssh2_sftp_close_handle(file) }
      if let failure { throw failure }
    } catch {
      let failure = transferFailure(sftp, remotePath, error)
      if !failure.endsConnection { end(sftp, stallLimit) }
      throw failure
    }
    end(sftp, stallLimit)
  }

  private func end(_ sftp: OpaquePointer, _ limit: Duration) {
    _ = try? repeating("ending SFTP", until: .now + limit) { libssh2_sftp_shutdown(sftp) }
  }

  private func send(
    _ content: [UInt8], to file: OpaquePointer, stallLimit: Duration, progress: (Int64, Int64) -> Void
  ) throws(SSHError) {
    var offset = 0
    progress(0, Int64(content.count))
    while offset < content.count {
      offset += try repeating("the upload", until: .now + stallLimit) {
        content[offset...].withUnsafeBytes { bytes in
          libssh2_sftp_write(
            file, bytes.bindMemory(to: CChar.self).baseAddress, min(bytes.count, Self.writeSize))
        }
      }
      progress(Int64(offset), Int64(content.count))
    }
  }

  /// The server's status (draft-ietf-secsh-filexfer-02, 7) tells more than libssh2's "SFTP protocol error".
  private func transferFailure(_ sftp: OpaquePointer, _ remotePath: String, _ error: SSHError) -> SSHError {
    guard error.code == .channel, lastFailure.number == LIBSSH2_ERROR_SFTP_PROTOCOL else { return error }
    let status = libssh2_sftp_last_error(sftp)
    let meaning =
      switch status {
      case LIBSSH2_FX_PERMISSION_DENIED: "permission denied"
      case LIBSSH2_FX_NO_SUCH_FILE: "no such directory"
      case LIBSSH2_FX_NO_SPACE_ON_FILESYSTEM, LIBSSH2_FX_QUOTA_EXCEEDED: "no space left"
      case LIBSSH2_FX_FAILURE: "the server only says \"failure\": often a full disk"
      default: "SFTP status \(status)"
      }
    return SSHError(
      .transfer, "\(remotePath) could not be written on \(target.label): \(meaning)",
      cause: "SFTP status \(status)",
      remedy: "Check the space and the permissions of that directory (df -h, ls -ld) and try again.")
  }
}

extension Result {
  fileprivate var failure: Failure? {
    switch self {
    case .success: nil
    case .failure(let failure): failure
    }
  }
}
