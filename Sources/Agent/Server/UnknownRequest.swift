import Protocol

/// A request whose verb this agent does not know, as far as it must be read to say so to the right asker.
struct UnknownRequest: Decodable {
  struct Header: Decodable {
    var version: Int
    var id: String
  }

  var header: Header

  /// The better reason than the unknown verb, where there is one: the asker speaks another version.
  var refusal: ProtocolError? { ProtocolVersion.refusal(of: header.version) }
}
