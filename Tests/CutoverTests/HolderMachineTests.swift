import Cutover
import Testing

/// The Redis that holds the pen after a restart.
@Suite struct HolderMachineTests {
  private func next(
    pen: PenRecord? = .hold(4), marked: Bool = true, master: Bool, marker: Epoch?, hostRestarted: Bool = false,
    armedLife: Bool = false, comparison: HolderComparison = .notAsked
  ) -> HolderStep {
    HolderMachine().next(
      HolderObservation(
        pen: pen, isMarked: marked, isMaster: master, marker: marker, hostRestarted: hostRestarted,
        isArmedLife: armedLife, comparison: comparison))
  }

  @Test func `restarted and fenced, with its marker, it serves again`() {
    #expect(next(master: false, marker: 4) == .serve(4))
    #expect(next(master: false, marker: 5) == .serve(4))
    #expect(next(master: true, marker: 4) == .rest)
  }

  @Test func `back empty, or with older data, it stays fenced and says so`() {
    for marker in [Epoch?.none, 3] {
      guard case .stayFenced(let finding) = next(master: false, marker: marker) else {
        Issue.record("it would serve with marker \(String(describing: marker))")
        continue
      }
      #expect(finding.required == "the marker of pen epoch 4")
      #expect(finding.next.contains("is not overwritten"))
    }
  }

  @Test func `back as a master without the marker it once had, it is fenced`() {
    guard case .fence = next(master: true, marker: nil) else {
      Issue.record("an empty master would serve")
      return
    }
  }

  @Test func `a promotion whose agent died before the marker: the armed process serves and gets it`() {
    #expect(next(marked: false, master: true, marker: nil, armedLife: true) == .mark(4))
    #expect(next(marked: false, master: false, marker: 2, armedLife: true) == .serve(4))
  }

  @Test func `a promotion whose agent and Redis died: another process is compared before it serves`() {
    #expect(next(marked: false, master: false, marker: nil) == .compare)
    #expect(next(marked: false, master: false, marker: nil, comparison: .noLess) == .serve(4))
    guard case .fence = next(marked: false, master: true, marker: nil) else {
      Issue.record("a master that nobody has compared would serve")
      return
    }
  }

  @Test func `after a restart of its host it serves only with all that its replica has`() {
    #expect(next(master: false, marker: 4, hostRestarted: true) == .compare)
    #expect(next(master: false, marker: 4, hostRestarted: true, comparison: .noLess) == .serve(4))
    let finding = Finding(observed: "less", required: "more")
    let less = next(master: false, marker: 4, hostRestarted: true, comparison: .less(finding))
    #expect(less == .stayFenced(finding))
  }

  @Test func `while nobody answers it stays fenced, says who must be back, and asks again`() {
    let step = next(master: false, marker: 4, hostRestarted: true, comparison: .unanswered("vps-01: unreachable"))
    guard case .awaitAnswer(let finding) = step else {
      Issue.record("it would \(step)")
      return
    }
    #expect(finding.observed == "its host was restarted, and its replica cannot be compared: vps-01: unreachable")
    #expect(finding.next.contains("it is asked again"))
  }

  @Test(arguments: [PenRecord?.none, .not])
  func `one that does not hold the pen is left alone`(_ pen: PenRecord?) {
    for master in [true, false] { #expect(next(pen: pen, master: master, marker: nil) == .rest) }
  }

  @Test func `before any move it is left alone, unless a cut has left it fenced: then it is compared`() {
    #expect(next(pen: .hold(0), master: true, marker: nil) == .rest)
    #expect(next(pen: .hold(0), master: false, marker: nil) == .compare)
    #expect(next(pen: .hold(0), master: false, marker: nil, comparison: .noLess) == .serve(0))
    let finding = Finding(observed: "less", required: "more")
    #expect(next(pen: .hold(0), master: false, marker: nil, comparison: .less(finding)) == .stayFenced(finding))
  }
}

/// Two servers of one history, by what only ever grows.
@Suite struct HolderComparisonTests {
  private static func queue(_ name: String, _ event: UInt64?, _ jobs: UInt64?) -> QueueProgress {
    QueueProgress(
      queue: name, lastEvent: event.map { StreamPosition(milliseconds: $0, sequence: 1) }, jobsAdded: jobs)
  }

  @Test func `equal, or further in any queue, is no less`() {
    let replica = [Self.queue("a", 10, 5), Self.queue("b", nil, nil)]
    #expect(HolderComparison(holder: replica, replica: replica) == .noLess)
    #expect(HolderComparison(holder: [Self.queue("a", 11, 6), Self.queue("new", 1, 1)], replica: replica) == .noLess)
  }

  @Test func `one event or one job that only the replica has is less, and is named`() {
    let replica = [Self.queue("a", 10, 5)]
    guard case .less(let events) = HolderComparison(holder: [Self.queue("a", 9, 5)], replica: replica),
      case .less(let jobs) = HolderComparison(holder: [Self.queue("a", 10, 4)], replica: replica),
      case .less(let gone) = HolderComparison(holder: [], replica: replica)
    else {
      Issue.record("it would serve with less")
      return
    }
    #expect(events.observed == "queue a: up to event 9-1")
    #expect(events.required == "event 10-1, which its replica has")
    #expect(jobs.observed == "queue a: 4 jobs added")
    #expect(gone.observed == "queue a: no event")
    #expect(gone.next.contains("--holder-lost"))
  }

  @Test func `a replica that knows no queue proves nothing`() {
    #expect(
      HolderComparison(holder: [Self.queue("a", 9, 5)], replica: []) == .unanswered("it knows no queue to compare by"))
  }

  @Test func `stream ids are compared by both numbers`() throws {
    let early = try #require(StreamPosition("1772338033000-4"))
    #expect(early < StreamPosition(milliseconds: 1_772_338_033_000, sequence: 5))
    #expect(StreamPosition("1772338033000") == nil)
    #expect(early.description == "1772338033000-4")
  }
}
