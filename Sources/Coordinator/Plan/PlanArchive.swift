import Foundation

/// Plans that were shown, kept so that a later run can say what has drifted since, and not only that something has.
struct PlanArchive: Sendable {
  /// Where the fleet's state lies.
  let stateDirectory: String

  private func file(_ hash: String) -> String { "\(stateDirectory)/plans/\(hash).json" }

  /// Keeps a plan's facts.
  /// - Throws: ``OperatorError`` when they cannot be written.
  func keep(_ facts: PlanFacts) throws(OperatorError) {
    do {
      try FileManager.default.createDirectory(
        atPath: "\(stateDirectory)/plans", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      try encoder.encode(facts).write(to: URL(filePath: file(facts.hash)), options: .atomic)
    } catch {
      throw OperatorError(
        code: "plan_not_kept", message: "the plan cannot be kept", observed: "\(error)",
        required: "room for \(file(facts.hash))", next: "df -h \(stateDirectory)")
    }
  }

  /// The facts of a plan; `nil` where this laptop never showed it.
  func facts(_ hash: String) -> PlanFacts? {
    FileManager.default.contents(atPath: file(hash)).flatMap { try? JSONDecoder().decode(PlanFacts.self, from: $0) }
  }
}
