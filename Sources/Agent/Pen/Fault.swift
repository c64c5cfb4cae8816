#if DEBUG
  import FoundationEssentials

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Ways to break the product on purpose, for the tests that prove the ledger's judge: debug builds only; a test looks for
  /// this name in the release binaries. Set by `CUTOVER_FAULT` in the agent's environment.
  enum Fault: String {
    /// The old Redis is not fenced, and everybody is told that it was.
    case noFence = "no-fence"
    /// The new Redis is promoted wherever it stands, and everybody is told that it stood where it should.
    case promoteBeforeEquality = "promote-before-equality"
    /// The holder's agent dies with the old Redis fenced and nobody promoted.
    case dieAfterFence = "die-after-fence"
    /// The holder's agent dies with the new Redis promoted and its own record still CUT.
    case dieAfterPromote = "die-after-promote"

    /// The receiver's agent dies with the promotion on record and its Redis not told.
    case dieBeforePromotion = "die-before-promotion"

    /// Ends this process as the kernel would, without a chance to tidy up.
    static func die() -> Never {
      kill(getpid(), SIGKILL)
      fatalError("outlived SIGKILL")
    }

    /// The fault of this process.
    static let active = ProcessInfo.processInfo.environment["CUTOVER_FAULT"].flatMap(Fault.init)
  }
#endif
