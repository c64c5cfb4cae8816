import Foundation

/// Where a command's words go: results to standard output, remarks to standard error, and what `--json`, `--quiet` and
/// `--verbose` leave of them.
struct Console: Sendable {
  /// Standard output.
  let output: Terminal
  /// Standard error.
  let diagnostics: Terminal
  /// Whether standard output carries JSON only.
  let isJSON: Bool
  /// Whether remarks are left out.
  let isQuiet: Bool
  /// Whether details are printed.
  let isVerbose: Bool

  /// Prints a line of text to standard output; nothing with `--json`, which has objects only.
  func print(_ line: String) {
    guard !isJSON else { return }
    write(line + "\n")
  }

  /// Writes text verbatim to standard output, in one piece: frames of a live display are never seen half drawn.
  func write(_ text: String) {
    Self.write(text, to: STDOUT_FILENO)
  }

  /// Prints a remark to standard error; nothing with `--quiet`.
  func note(_ line: String) {
    guard !isQuiet else { return }
    Self.write(line + "\n", to: STDERR_FILENO)
  }

  /// Prints a detail to standard error with `--verbose`.
  func detail(_ line: String) {
    guard isVerbose, !isQuiet else { return }
    Self.write(diagnostics.style.dim(line) + "\n", to: STDERR_FILENO)
  }

  /// Prints an object to standard output as one line of JSON.
  func emit(_ value: some Encodable) throws(OperatorError) {
    write(try Self.json(value) + "\n")
  }

  /// Prints the error that a command ends with: text to standard error, an object to standard output with `--json`.
  func report(_ error: any Error) {
    let error = Self.convertible(error)
    guard !isJSON else { return write(error.operatorError.json + "\n") }
    let style = diagnostics.style
    let text = (error as? FleetError)?.rendered(style) ?? error.operatorError.rendered(style)
    Self.write(text + "\n", to: STDERR_FILENO)
  }

  /// A value as one line of JSON with sorted keys.
  static func json(_ value: some Encodable) throws(OperatorError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw OperatorError(
        code: "internal", message: "a \(type(of: value)) could not be written as JSON", observed: "\(error)",
        next: "report this: it is no mistake of yours")
    }
  }

  /// Every error of ours says what to do next; another one is a defect.
  private static func convertible(_ error: any Error) -> any OperatorErrorConvertible {
    (error as? any OperatorErrorConvertible)
      ?? OperatorError(
        code: "internal", message: "something failed that the coordinator has no words for", observed: "\(error)",
        next: "report this: it is no mistake of yours")
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      // Nobody reads any more (EPIPE), or the disk is full: there is nowhere left to say so.
      guard count > 0 else { return }
      offset += count
    }
  }
}
