/// The clock of the live lease.
import Cutover
import Testing

@testable import Agent

@Suite("the clock of the lease")
struct LeaseTimerTests {
  @Test("a lease from before the agent's start has no time left")
  func beforeStart() {
    let timer = LeaseTimer(seconds: 15)
    #expect(timer.isDue)
    #expect(timer.reading == LeaseClock(heldSeconds: 0, remainingSeconds: 0))
  }

  @Test("a lease that was granted or renewed now has all its time")
  func granted() {
    let timer = LeaseTimer(seconds: 3_600)
    timer.restart()
    #expect(!timer.isDue)
    // The clock has whole seconds: one may have gone by.
    #expect((3_599...3_600).contains(timer.reading.remainingSeconds))
    #expect(timer.reading.heldSeconds <= 1)
    timer.restart()
    #expect(!timer.isDue)
  }

  @Test("a lease that was given back has no time left")
  func stopped() {
    let timer = LeaseTimer(seconds: 3_600)
    timer.restart()
    timer.stop()
    #expect(timer.isDue)
    #expect(timer.reading == LeaseClock(heldSeconds: 0, remainingSeconds: 0))
  }

  @Test("a lease never holds for less than a second, whatever was configured", arguments: [0, -5])
  func shortest(seconds: Int) {
    let timer = LeaseTimer(seconds: seconds)
    timer.restart()
    #expect(timer.reading.remainingSeconds <= 1)
  }
}
