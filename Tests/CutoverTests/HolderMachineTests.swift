import Cutover
import Testing

/// The Redis that holds the pen after a restart.
@Suite struct HolderMachineTests {
  private func next(
    pen: PenRecord? = .hold(4), marked: Bool = true, master: Bool, marker: Epoch?, hostRestarted: Bool = false
  ) -> HolderStep {
    HolderMachine().next(
      HolderObservation(pen: pen, isMarked: marked, isMaster: master, marker: marker, hostRestarted: hostRestarted))
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

  @Test func `a promotion whose agent died before the marker gets its marker`() {
    #expect(next(marked: false, master: true, marker: nil) == .mark(4))
  }

  @Test func `after a restart of its host it is not un-fenced before somebody has compared`() {
    guard case .stayFenced(let finding) = next(master: false, marker: 4, hostRestarted: true) else {
      Issue.record("it would serve without a comparison")
      return
    }
    #expect(finding.next.contains("compare both"))
  }

  @Test(arguments: [PenRecord?.none, .not, .hold(0)])
  func `one that does not hold the pen by a move is left alone`(_ pen: PenRecord?) {
    for master in [true, false] { #expect(next(pen: pen, master: master, marker: nil) == .rest) }
  }
}
