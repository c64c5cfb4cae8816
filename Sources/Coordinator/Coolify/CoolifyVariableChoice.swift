import Protocol

/// Which stored variable of an application a run changes, decided from all of its rows. What could not be put back by a
/// rollback is refused before anything is changed.
enum CoolifyVariableChoice: Hashable, Sendable {
  /// The row to change, with the value that a rollback puts back.
  case change(CoolifyVariable, old: Secret)
  /// No row: the variable is created, and deleted again by a rollback.
  case create

  /// Chooses among the rows of `GET /applications/{uuid}/envs`.
  ///
  /// - Throws: `variable` for a value that is hidden, shared, or stored twice.
  init(of key: String, in rows: [CoolifyVariable]) throws(CoolifyError) {
    // Every variable has a second row for preview deployments.
    let matching = rows.filter { $0.key == key && !$0.isPreview }
    guard let row = matching.first else {
      self = .create
      return
    }
    guard matching.count == 1 else {
      throw Self.refusal(
        "\(key) is stored \(matching.count) times", required: "one variable of that name",
        next: "delete in Coolify the one that the App does not use")
    }
    guard !row.isShownOnce else {
      throw Self.refusal(
        "\(key) is locked (shown once)", required: "an old value that can be read, or no rollback is possible",
        next: "delete \(key) in Coolify and add it again unlocked")
    }
    guard let old = row.value else {
      throw Self.refusal(
        "the value of \(key) is not in Coolify's answer",
        required: "an old value that can be read, or no rollback is possible",
        next: "make a token with the abilities read, read:sensitive, write and deploy")
    }
    guard !row.isShared, !old.withRevealed({ $0.contains("{{") }) else {
      throw Self.refusal(
        "\(key) refers to a shared variable", required: "a value of the application's own",
        next: "write the URL itself into \(key) of the application in Coolify")
    }
    self = .change(row, old: old)
  }

  private static func refusal(_ observed: String, required: String, next: String) -> CoolifyError {
    CoolifyError(code: .variable, observed: observed, required: required, next: next)
  }
}
