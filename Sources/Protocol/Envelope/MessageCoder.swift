import NIOCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Turns messages of the contract into frame bodies and back: UTF-8 JSON with sorted keys, so that the golden frames of
/// the tests are stable. This is the only encoder that writes the value of a ``Secret``.
public struct MessageCoder: Sendable {
  /// Makes a coder; it has no settings.
  public init() {}

  /// - Throws: ``ProtocolError`` with `internalError` for a value that JSON cannot say (a NaN).
  public func encode(_ message: some Encodable) throws(ProtocolError) -> ByteBuffer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let key = Secret.revealKey { encoder.userInfo[key] = true }
    do {
      return ByteBuffer(bytes: try encoder.encode(message))
    } catch {
      throw ProtocolError(.internalError, "a \(type(of: message)) cannot be written as JSON", cause: "\(error)")
    }
  }

  /// - Throws: ``ProtocolError`` with `malformed`; the cause names the field, never its value. With `verbUnknown` for a
  ///   request outside the closed set.
  public func decode<Message: Decodable>(
    _ type: Message.Type, from body: ByteBuffer
  ) throws(ProtocolError) -> Message {
    do {
      return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    } catch let error as ProtocolError {
      throw error
    } catch let error as DecodingError {
      throw ProtocolError(.malformed, "not a message of this contract", cause: Self.place(of: error))
    } catch {
      throw ProtocolError(.malformed, "not a message of this contract")
    }
  }

  /// Where a message is wrong, without the content that is wrong, which may be secret.
  private static func place(of error: DecodingError) -> String {
    func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      (context.codingPath + (last.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context): return "missing \(path(context, key))"
    case .valueNotFound(_, let context): return "null at \(path(context))"
    case .typeMismatch(let type, let context): return "\(path(context)) is not a \(type)"
    case .dataCorrupted(let context): return "bad value at \(path(context))"
    @unknown default: return "unreadable"
    }
  }
}
