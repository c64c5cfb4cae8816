import Cutover
import Testing

/// A Redis that comes back without the pen, look by look.
@Suite struct ReturnMachineTests {
  private let machine = ReturnMachine()

  private func seen(
    pen: PenRecord? = .not, guarded: Bool = true, _ container: ReturnReading.Container, connected: Bool = false,
    lacking: Bool = false, _ fence: ReturnReading.Fence = .broken, follow: Bool = false
  ) -> ReturnStep {
    machine.next(
      ReturnReading(
        pen: pen, isGuarded: guarded, container: container, isConnected: connected, lacksNetwork: lacking,
        fence: fence, mustFollow: follow))
  }

  @Test func `a stopped one is detached, left alone for a while, started, fenced, reconnected, and follows`() {
    #expect(seen(.stopped(seconds: 0), connected: true) == .detach)
    #expect(seen(.stopped(seconds: 1), lacking: true) == .rest)
    #expect(seen(.stopped(seconds: 5), lacking: true) == .start)
    #expect(seen(.running, lacking: true) == .fence)
    #expect(seen(.running, lacking: true, .proved, follow: true) == .reconnect)
    #expect(seen(.running, connected: true, .proved, follow: true) == .follow)
    #expect(seen(.running, connected: true, .proved) == .rest)
  }

  @Test func `one that somebody started is detached before anything else`() {
    #expect(seen(.running, connected: true) == .detach)
    #expect(seen(.running, lacking: true) == .fence)
  }

  @Test func `an agent that was restarted first looks, and touches nothing that is fenced`() {
    #expect(seen(.running, connected: true, .unknown) == .prove)
    #expect(seen(.running, connected: true, .proved) == .rest)
  }

  @Test func `nothing is connected, and nothing follows, before the fence is proved`() {
    for fence in [ReturnReading.Fence.unknown, .broken] {
      for connected in [false, true] {
        for lacking in [false, true] {
          for follow in [false, true] {
            let step = seen(.running, connected: connected, lacking: lacking, fence, follow: follow)
            #expect(step != .reconnect && step != .follow && step != .start)
          }
        }
      }
    }
  }

  @Test func `a stopped one that is in a network is never started`() {
    for seconds in [0, 5, 1000] { #expect(seen(.stopped(seconds: seconds), connected: true) == .detach) }
  }

  @Test(arguments: [PenRecord?.none, .hold(3), .cut(Attempt(run: "r", epoch: 3, number: 1), held: 2)])
  func `only one whose pen is on record as being elsewhere is touched`(_ pen: PenRecord?) {
    #expect(seen(pen: pen, .running, connected: true) == .rest)
    #expect(seen(pen: pen, .stopped(seconds: 60)) == .rest)
  }

  @Test func `one that no run has touched is left to Docker, and one that is gone is gone`() {
    #expect(seen(guarded: false, .running, connected: true) == .rest)
    #expect(seen(.absent) == .rest)
  }
}
