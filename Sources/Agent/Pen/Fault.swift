#if DEBUG
  import FoundationEssentials

  /// Ways to break the product on purpose, for the tests that prove the ledger's judge: debug builds only; a test looks for
  /// this name in the release binaries. Set by `CUTOVER_FAULT` in the agent's environment.
  enum Fault: String {
    /// The old Redis is not fenced, and everybody is told that it was.
    case noFence = "no-fence"
    /// The new Redis is promoted wherever it stands, and everybody is told that it stood where it should.
    case promoteBeforeEquality = "promote-before-equality"

    /// The fault of this process.
    static let active = ProcessInfo.processInfo.environment["CUTOVER_FAULT"].flatMap(Fault.init)
  }
#endif
