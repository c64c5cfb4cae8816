import Cutover
import Testing

@Suite("Who un-fences")
struct UnfencingTests {
  @Test("HOLD: the holder, unless the receiver is PROMOTED")
  func hold() {
    for receiver in ReceiverStanding.allCases where receiver != .promoted {
      #expect(Unfencing.decide(holder: .hold, receiver: receiver) == .holder)
    }
    #expect(Unfencing.decide(holder: .hold, receiver: .promoted) == .nobody)
  }

  @Test("CUT in the same process, promote never sent: the holder, whatever the receiver's record")
  func cutNeverSent() {
    for receiver in ReceiverStanding.allCases where receiver != .promoted {
      #expect(Unfencing.decide(holder: .cutPromoteNeverSent, receiver: receiver) == .holder)
    }
  }

  @Test("a receiver that is PROMOTED without a promote having been sent is a contradiction: nobody")
  func contradiction() {
    #expect(Unfencing.decide(holder: .cutPromoteNeverSent, receiver: .promoted) == .nobody)
  }

  @Test("CUT after a crash, ARMED or none: the holder, after BARRED")
  func cutAfterCrash() {
    #expect(Unfencing.decide(holder: .cutPromoteMaybeSent, receiver: .armed) == .holderAfterBar)
    #expect(Unfencing.decide(holder: .cutPromoteMaybeSent, receiver: .none) == .holderAfterBar)
    #expect(Unfencing.decide(holder: .cutPromoteMaybeSent, receiver: .barred) == .holder)
  }

  @Test("CUT, PROMOTED: the receiver serves")
  func cutPromoted() {
    #expect(Unfencing.decide(holder: .cutPromoteMaybeSent, receiver: .promoted) == .receiver)
  }

  @Test("CUT, unreachable: nobody")
  func cutUnreachable() {
    #expect(Unfencing.decide(holder: .cutPromoteMaybeSent, receiver: .unreachable) == .nobody)
  }

  @Test("NOT, PROMOTED: the receiver; NOT with anything else: nobody")
  func not() {
    for receiver in ReceiverStanding.allCases {
      let expected: Unfencing = receiver == .promoted ? .receiver : .nobody
      #expect(Unfencing.decide(holder: .not, receiver: receiver) == expected)
    }
  }
}
