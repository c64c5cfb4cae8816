import Cutover
import Testing

@Suite("The proof of a backup")
struct BackUpProofTests {
  static let before = QueueDepth(name: "mail", waiting: 3, active: 1, completed: 7)
  static let after = QueueDepth(name: "mail", waiting: 2, active: 2, completed: 7)
  static let expected = BackUpContent(keys: 101, keysBefore: 100, expiring: 4, before: [before], after: [after])

  static func finding(keys: UInt64, _ queues: [QueueDepth]) -> Finding? {
    BackUpProof(expected: expected, keys: keys, queues: queues).finding
  }

  @Test("holds for what the Redis had right before or right after", arguments: [96, 100, 101] as [UInt64])
  func holds(keys: UInt64) {
    #expect(Self.finding(keys: keys, [Self.before]) == nil)
    #expect(Self.finding(keys: keys, [Self.after]) == nil)
  }

  @Test("keys that have no expiry may not be missing, and none may be too many", arguments: [0, 95, 102] as [UInt64])
  func keys(keys: UInt64) {
    let finding = Self.finding(keys: keys, [Self.before])
    #expect(finding?.observed == "\(keys) keys were restored")
    #expect(finding?.required == "96 to 101, as the Redis had")
  }

  @Test("each count of each queue must be there")
  func queues() {
    var less = Self.after
    less.completed = 6
    let finding = Self.finding(keys: 100, [less])
    #expect(finding?.observed == "queue mail was restored with 6 completed")
    #expect(finding?.required == "7, as the Redis had")
    #expect(Self.finding(keys: 100, [])?.observed == "queue mail was not counted")
  }
}
