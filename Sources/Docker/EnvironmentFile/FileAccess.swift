/// The mode and the owner that a new file gets.
struct FileAccess: Hashable, Sendable {
  var mode: UInt32
  var owner: UInt32
  var group: UInt32
}
