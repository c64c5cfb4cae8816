/// What INFO keyspace says about one database.
public struct DatabaseInformation: Hashable, Sendable {
  /// How many keys it has, expired ones that nobody touched included.
  public let keys: Int?
  /// How many of them have an expiry time.
  public let expires: Int?

  init(_ value: Substring) {
    let pairs = InformationFields.pairs(of: value)
    keys = pairs["keys"].flatMap { Int($0) }
    expires = pairs["expires"].flatMap { Int($0) }
  }
}
