#if DEBUG
  import FoundationEssentials

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Something that happens to the agent's process at one point of a cut: `die-before:compare`, `stop-after:fenceAndProve`,
  /// `delay-before:recordPromotion:3000`. Points are the effects of the cut's machine by name, and at the receiver `arm`,
  /// `recordPromotion` and `tellRedis`.
  struct FaultPoint: Equatable {
    /// What happens: the process is killed, is stopped until somebody continues it, or waits.
    enum Deed: String {
      case die, stop, delay
    }

    /// Before the point's work or after it.
    enum Moment: String {
      case before, after
    }

    let deed: Deed
    let moment: Moment
    let name: String
    let milliseconds: Int

    /// Reads `DEED-MOMENT:NAME[:MILLISECONDS]`.
    init?(_ text: String) {
      let words = text.split(separator: ":")
      let verb = words.first?.split(separator: "-") ?? []
      guard (2...3).contains(words.count), verb.count == 2, let deed = Deed(rawValue: String(verb[0])),
        let moment = Moment(rawValue: String(verb[1]))
      else { return nil }
      self.deed = deed
      self.moment = moment
      self.name = String(words[1])
      self.milliseconds = words.count == 3 ? Int(words[2]) ?? 0 : 0
    }

    /// Does it, once in the life of the state directory: an agent that is back is whole.
    func carryOut() async {
      let folder = ProcessInfo.processInfo.environment["STATE_DIRECTORY"] ?? "/tmp"
      let mark = open("\(folder)/fault-met", O_CREAT | O_EXCL | O_WRONLY, 0o600)
      guard mark >= 0 else { return }
      close(mark)
      switch deed {
      case .die: kill(getpid(), SIGKILL)
      case .stop: kill(getpid(), SIGSTOP)
      case .delay: try? await Task.sleep(for: .milliseconds(milliseconds))
      }
    }
  }
#endif
