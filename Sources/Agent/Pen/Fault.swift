#if DEBUG
  import FoundationEssentials

  /// Ways to break the product on purpose, for the tests that prove the ledger's judge and for the lab's chaos: debug
  /// builds only; a test looks for this name in the release binaries. Set by `CUTOVER_FAULT` in the agent's environment.
  enum Fault: Equatable {
    /// The old Redis is not fenced, and everybody is told that it was.
    case noFence
    /// The new Redis is promoted wherever it stands, and everybody is told that it stood where it should.
    case promoteBeforeEquality
    /// This process dies, stops or is slow at one point of a cut, once.
    case at(FaultPoint)

    /// Reads `no-fence`, `promote-before-equality`, or a point.
    init?(_ text: String) {
      switch text {
      case "no-fence": self = .noFence
      case "promote-before-equality": self = .promoteBeforeEquality
      default:
        guard let point = FaultPoint(text) else { return nil }
        self = .at(point)
      }
    }

    /// The fault of this process.
    static let active = ProcessInfo.processInfo.environment["CUTOVER_FAULT"].flatMap(Fault.init)

    /// Carries out the fault of this process, if it is one of this moment and this point.
    static func meet(_ moment: FaultPoint.Moment, _ name: some StringProtocol) async {
      guard case .at(let point) = active, point.moment == moment, point.name == name else { return }
      await point.carryOut()
    }
  }
#endif
