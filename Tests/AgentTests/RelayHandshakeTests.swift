import NIOCore
import Testing

@testable import Agent

@Suite("The filter of the replication relay")
struct RelayHandshakeTests {
  private static let history = "a925bc449747289a41a03cf9bb1b5c80eb859a27"
  private static let acknowledgement = "*3\r\n$8\r\nREPLCONF\r\n$3\r\nACK\r\n$2\r\n50\r\n"

  /// Who sent what, in turns.
  private enum Side { case follower, leader }

  /// Recorded between a Redis 7.0.15 with `replica-announce-ip` and `-port` and another one, up to the PSYNC.
  private static let opening: [(Side, String)] = [
    (.follower, "*1\r\n$4\r\nPING\r\n"), (.leader, "+PONG\r\n"),
    (.follower, "*3\r\n$8\r\nREPLCONF\r\n$14\r\nlistening-port\r\n$4\r\n7777\r\n"), (.leader, "+OK\r\n"),
    (
      .follower,
      "*3\r\n$8\r\nREPLCONF\r\n$10\r\nip-address\r\n$8\r\n10.1.2.3\r\n"
        + "*5\r\n$8\r\nREPLCONF\r\n$4\r\ncapa\r\n$3\r\neof\r\n$4\r\ncapa\r\n$6\r\npsync2\r\n"
    ), (.leader, "+OK\r\n+OK\r\n"),
  ]
  /// The same recording, for a copy.
  private static let copy: [(Side, String)] =
    opening + [
      (.follower, psync("6150c8611ab84ffe15df6838dc10e396ed4aa63e", 1)),
      (.leader, "+FULLRESYNC \(history) 0\r\n"),
      (.leader, "$EOF:57572f6f76e6ece8cb5404d34aca53d603d7e7a6\r\nREDIS0010\u{1}\u{2}\r\n\n+x57572f6f"),
      (.follower, acknowledgement), (.follower, "\n"), (.follower, acknowledgement + "\n" + acknowledgement),
      (.leader, "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nset\r\n$1\r\nc\r\n$1\r\nd\r\n"),
    ]
  /// The same recording, after the link was cut.
  private static let continuation: [(Side, String)] =
    opening + [
      (.follower, psync(history, 51)), (.leader, "+CONTINUE \(history)\r\n"), (.follower, acknowledgement),
      (.leader, "*1\r\n$4\r\nPING\r\n"),
    ]

  private static func psync(_ history: String, _ offset: Int) -> String {
    command("PSYNC", history, String(offset))
  }

  private static func command(_ arguments: String...) -> String {
    "*\(arguments.count)\r\n" + arguments.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
  }

  /// What passed to each side, and the events.
  private struct Passage {
    var toLeader = ""
    var toFollower = ""
    var events: [RelayHandshake.Event] = []

    var refusal: RelayRefusal? {
      guard case .refused(let refusal) = events.last else { return nil }
      return refusal
    }
  }

  /// Feeds what was sent, in chunks of some bytes.
  private func pass(
    _ sent: [(Side, String)], through filter: inout RelayHandshake, chunk: Int = .max
  ) -> Passage {
    var passage = Passage()
    for (side, text) in sent {
      var rest = ByteBuffer(string: text)
      while let bytes = rest.readSlice(length: min(chunk, rest.readableBytes)), bytes.readableBytes > 0 {
        let step = side == .follower ? filter.receivedFromFollower(bytes) : filter.receivedFromLeader(bytes)
        let forward = String(buffer: step.forward)
        if side == .follower { passage.toLeader += forward } else { passage.toFollower += forward }
        passage.events += step.events
      }
    }
    return passage
  }

  private func text(_ sent: [(Side, String)], of side: Side) -> String {
    sent.filter { $0.0 == side }.map(\.1).joined()
  }

  /// What a follower's bytes are refused with, once PSYNC was answered or before it was sent.
  private func refusal(
    of bytes: String, after sent: [(Side, String)] = opening, policy: RelayHandshake.Policy = .fullAllowed
  ) throws -> RelayRefusal {
    var filter = RelayHandshake(policy: policy)
    let passage = pass(sent + [(.follower, bytes)], through: &filter)
    #expect(passage.toLeader == text(sent, of: .follower))
    return try #require(passage.refusal)
  }

  @Test("a recorded copy and a recorded continuation pass unchanged, in any pieces", arguments: [1, 2, 3, 7, 64, .max])
  func transcripts(chunk: Int) {
    for (sent, events) in [
      (
        Self.copy,
        [
          .psyncSent(replicationID: "6150c8611ab84ffe15df6838dc10e396ed4aa63e", offset: 1),
          .fullResync(replicationID: Self.history, offset: 0),
        ]
      ),
      (
        Self.continuation,
        [.psyncSent(replicationID: Self.history, offset: 51), .continued(replicationID: Self.history)]
      ),
    ] as [([(Side, String)], [RelayHandshake.Event])] {
      var filter = RelayHandshake(policy: .fullAllowed)
      let passage = pass(sent, through: &filter, chunk: chunk)
      #expect(passage.toLeader == text(sent, of: .follower))
      #expect(passage.toFollower == text(sent, of: .leader))
      #expect(passage.events == events)
      #expect(filter.bytesToLeader == text(sent, of: .follower).utf8.count)
      #expect(filter.bytesToFollower == text(sent, of: .leader).utf8.count)
    }
  }

  @Test("under partialOnly a continuation passes, with a new history's id or without any")
  func partial() {
    for (answer, id) in [("+CONTINUE \(Self.history)\r\n", Self.history), ("+CONTINUE\r\n", nil)] {
      var filter = RelayHandshake(policy: .partialOnly)
      let passage = pass(
        Self.opening + [(.follower, Self.psync(Self.history, 51)), (.leader, answer + "*1\r\n")], through: &filter)
      #expect(passage.toFollower.hasSuffix(answer + "*1\r\n"))
      #expect(passage.events.last == .continued(replicationID: id))
    }
  }

  @Test("under partialOnly not a byte of a full copy reaches the follower", arguments: [1, 5, .max])
  func fullCopyRefused(chunk: Int) throws {
    var filter = RelayHandshake(policy: .partialOnly)
    let before = pass(Self.opening + [(.follower, Self.psync(Self.history, 51))], through: &filter)
    #expect(before.events.count == 1)
    let passage = pass(
      [(.leader, "+FULLRESYNC \(Self.history) 0\r\n$EOF:5757\r\nREDIS0010"), (.leader, "more"), (.follower, "\n")],
      through: &filter, chunk: chunk)
    #expect(passage.toFollower.isEmpty)
    #expect(passage.toLeader.isEmpty)
    #expect(passage.events.count == 1)
    let refusal = try #require(passage.refusal)
    #expect(refusal.code == .fullCopy)
    #expect(
      refusal.message
        == "the leader answered PSYNC with +FULLRESYNC: a full copy would delete what the follower holds; "
        + "required: +CONTINUE")
    #expect(refusal.remedy.hasPrefix("rollback is not lossless any more"))
  }

  @Test("under partialOnly a follower that asks for a full copy is not even heard: the leader would fork")
  func fullCopyNotAsked() throws {
    let refusal = try refusal(of: Self.psync("?", -1), policy: .partialOnly)
    #expect(refusal.code == .fullCopy)
    #expect(refusal.message.hasPrefix("the follower asked for a full copy"))
  }

  @Test("an error as the answer to PSYNC: refused under partialOnly, passed as a deferral otherwise")
  func errorAnswer() throws {
    let answer = "-NOMASTERLINK Can't SYNC while not connected with my master"
    let sent = Self.opening + [(.follower, Self.psync(Self.history, 51)), (.leader, answer + "\r\n")]
    var strict = RelayHandshake(policy: .partialOnly)
    let refused = pass(sent, through: &strict)
    #expect(refused.toFollower == text(Self.opening, of: .leader))
    #expect(try #require(refused.refusal).code == .notContinued)
    #expect(
      try #require(refused.refusal).message == "the leader answered PSYNC with \"\(answer)\"; required: +CONTINUE")
    var lenient = RelayHandshake(policy: .fullAllowed)
    let deferred = pass(sent + [(.follower, Self.command("SYNC"))], through: &lenient)
    #expect(deferred.toFollower.hasSuffix(answer + "\r\n"))
    #expect(deferred.events[1] == .deferred(String(answer.dropFirst())))
    #expect(deferred.refusal?.code == .commandNotAllowed)
  }

  @Test("empty lines of a leader that prepares a copy pass, and are no answer")
  func leaderKeepalives() {
    var filter = RelayHandshake(policy: .fullAllowed)
    let sent: [(Side, String)] =
      Self.opening + [
        (.follower, Self.psync("?", -1)), (.leader, "\n"), (.leader, "\n\n+FULLRESYNC \(Self.history) 9\r\n\n$EOF"),
      ]
    let passage = pass(sent, through: &filter)
    #expect(passage.toFollower == text(sent, of: .leader))
    #expect(passage.events.last == .fullResync(replicationID: Self.history, offset: 9))
  }

  @Test(
    "before PSYNC nothing but the handshake passes",
    arguments: [
      (command("SET", "a", "b"), "SET"), (command("REPLICAOF", "NO", "ONE"), "REPLICAOF"), (command("SYNC"), "SYNC"),
      (command("CONFIG", "GET", "masterauth"), "CONFIG"), (command("ping", "x"), "PING"),
      (command("REPLCONF", "ACK", "1"), "REPLCONF ack"), (command("REPLCONF", "GETACK", "*"), "REPLCONF getack"),
      (command("REPLCONF", "rdb-only", "1"), "REPLCONF rdb-only"),
      (command("REPLCONF", "capa", "eof", "rdb-channel", "1"), "REPLCONF rdb-channel"),
      (command("REPLCONF"), "REPLCONF without pairs of option and value"),
      (command("REPLCONF", "capa"), "REPLCONF without pairs of option and value"),
      (command("REPLCONF", "ca\npa", "x"), "REPLCONF with an unreadable option"),
      (command("PSYNC", history, "51", "FAILOVER"), "PSYNC"),
      (command("PSYNC", history, "-2"), "PSYNC with other arguments than a replication id and an offset"),
      (command("PSYNC", "A925", "1"), "PSYNC with other arguments than a replication id and an offset"),
      (command("SE\u{0}T", "a"), "a command with an unreadable name"),
    ])
  func commandsBefore(bytes: String, shown: String) throws {
    let refusal = try refusal(of: bytes)
    #expect(refusal.code == .commandNotAllowed)
    #expect(
      refusal.message
        == "the follower sent \(shown); the relay passes PING, REPLCONF and one PSYNC, then REPLCONF ACK")
  }

  @Test(
    "after PSYNC nothing but acknowledgements and empty lines passes, for the whole life of the connection",
    arguments: [
      command("SET", "a", "b"), command("FLUSHALL"), command("PING"), psync(history, 51),
      command("REPLICAOF", "NO", "ONE"),
      command("REPLCONF", "capa", "eof"), command("REPLCONF", "ACK", "x"), command("REPLCONF", "ACK"),
      command("REPLCONF", "ACK", "1", "EVIL", "2"), command("REPLCONF", "GETACK", "*"), command("AUTH", "geheim"),
      "SET a b\r\n", "\r\n", "+OK\r\n",
    ])
  func commandsAfter(bytes: String) throws {
    for sent in [Self.copy, Self.continuation] {
      let refusal = try refusal(of: bytes, after: sent)
      #expect([.commandNotAllowed, .notACommand].contains(refusal.code))
    }
    // The answer is not there yet.
    _ = try refusal(of: bytes, after: Self.opening + [(.follower, Self.psync(Self.history, 51))])
  }

  @Test("the acknowledgement of 7.2, which has the offset of the last fsync too")
  func acknowledgementWithFsync() {
    var filter = RelayHandshake(policy: .partialOnly)
    let acknowledgement = Self.command("REPLCONF", "ACK", "50", "FACK", "40")
    let passage = pass(Self.continuation + [(.follower, acknowledgement)], through: &filter)
    #expect(passage.toLeader.hasSuffix(acknowledgement))
    #expect(passage.refusal == nil)
  }

  @Test("AUTH is refused without being shown, and passes only where it was configured")
  func authentication() throws {
    let refusal = try refusal(of: Self.command("AUTH", "geheim"))
    #expect(refusal.code == .authentication)
    #expect(!"\(refusal) \(refusal.remedy)".contains("geheim"))
    #expect(refusal.remedy == "set masterauth to an empty string on the following Redis")
    var filter = RelayHandshake(policy: .fullAllowed, passesAuthentication: true)
    let sent: [(Side, String)] = [
      (.follower, "*1\r\n$4\r\nPING\r\n"), (.leader, "-NOAUTH Authentication required.\r\n"),
      (.follower, Self.command("AUTH", "geheim")), (.leader, "+OK\r\n"), (.follower, Self.psync(Self.history, 1)),
      (.leader, "+CONTINUE\r\n"),
    ]
    let passage = pass(sent, through: &filter)
    #expect(passage.toLeader == text(sent, of: .follower))
    #expect(passage.events.last == .continued(replicationID: nil))
  }

  @Test("inline commands, and bytes that are no command")
  func notACommand() throws {
    for (bytes, observed) in [
      ("PING\r\n", "the byte 80 where an array begins"), ("\n", "the byte 10 where an array begins"),
      ("\r\n", "the byte 13 where an array begins"), ("*x", "a length that is no number, or too large"),
      ("*\r\n", "a length that is no number, or too large"), ("*-1\r\n", "a length that is no number, or too large"),
      ("*99999\r\n", "a length that is no number, or too large"), ("*1\rx", "a CR without LF"),
      ("*1\r\n:1\r\n", "the byte 58 where a bulk string begins"),
      ("*1\r\n$4\r\nPINGx\r", "a bulk string that does not end with CR LF"),
    ] {
      let refusal = try refusal(of: bytes)
      #expect(refusal.code == .notACommand)
      #expect(refusal.message == "the follower sent \(observed); required: a command as an array of bulk strings")
    }
  }

  @Test("lengths beyond a handshake's are refused before the bytes have come")
  func tooLarge() throws {
    for (bytes, observed) in [
      ("*17\r\n", "a command of 17 arguments"), ("*0\r\n", "a command of 0 arguments"),
      ("*2\r\n$513\r\n", "an argument of 513 bytes"),
    ] {
      let refusal = try refusal(of: bytes)
      #expect(refusal.code == .tooLarge)
      #expect(refusal.message == "the follower sent \(observed), more than a replica's handshake needs")
    }
    let pings = String(repeating: Self.command("PING"), count: 600)
    #expect(
      try refusal(of: pings).message.hasSuffix("before PSYNC was answered, more than a replica's handshake needs"))
    var filter = RelayHandshake(policy: .fullAllowed)
    let line = pass(
      [(.follower, Self.command("PING")), (.leader, String(repeating: "x", count: 2000))], through: &filter)
    #expect(line.refusal?.message == "the leader sent a line of 2000 bytes, more than a replica's handshake needs")
  }

  @Test("a leader that speaks unasked, or something else")
  func leaderViolations() throws {
    for (sent, observed) in [
      ([(.leader, "+CONTINUE\r\n")], "a reply that nothing asked for"),
      (
        [(.follower, Self.command("PING")), (.leader, "HTTP/1.1 200 OK\r\n")],
        "a line that is neither a status nor an error"
      ),
      ([(.follower, Self.command("PING")), (.leader, "\n")], "a line that is neither a status nor an error"),
      ([(.follower, Self.command("PING")), (.leader, "+PONG\r\n+CONTINUE\r\n")], "a reply that nothing asked for"),
      (
        [(.follower, Self.psync(Self.history, 1)), (.leader, "+OK\r\n")],
        "an answer to PSYNC that is not +CONTINUE or +FULLRESYNC"
      ),
      (
        [(.follower, Self.psync(Self.history, 1)), (.leader, "+FULLRESYNC \(Self.history) x\r\n")],
        "+FULLRESYNC without an offset"
      ),
    ] as [([(Side, String)], String)] {
      var filter = RelayHandshake(policy: .fullAllowed)
      let refusal = try #require(pass(sent, through: &filter).refusal)
      #expect(refusal.code == .leaderViolation)
      #expect(refusal.message == "the leader sent \(observed); required: one line for each command")
    }
  }

  @Test("after the answer the leader's bytes are the very ones that came, without a copy")
  func zeroCopy() {
    var filter = RelayHandshake(policy: .partialOnly)
    _ = pass(Self.continuation, through: &filter)
    let bytes = ByteBuffer(repeating: 1, count: 1 << 16)
    let step = filter.receivedFromLeader(bytes)
    let same = step.forward.withUnsafeReadableBytes { passed in
      bytes.withUnsafeReadableBytes { $0.baseAddress == passed.baseAddress && $0.count == passed.count }
    }
    #expect(same)
  }

  @Test("faults at random places of the handshake never pass more than whole commands of the protocol, and never crash")
  func random() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("*$+-0123456789\r\nPINGabcREPLCONFACK ".utf8)
    for _ in 0..<2000 {
      var filter = RelayHandshake(policy: .partialOnly)
      for (side, text) in Self.continuation {
        var bytes = Array(text.utf8)
        if Int.random(in: 0..<4, using: &generator) == 0 {
          bytes[.random(in: bytes.indices, using: &generator)] = alphabet.randomElement(using: &generator) ?? 0
        }
        let buffer = ByteBuffer(bytes: bytes)
        let step = side == .follower ? filter.receivedFromFollower(buffer) : filter.receivedFromLeader(buffer)
        if side == .follower, step.forward.readableBytes > 0 { #expect(step.forward.readableBytesView.first == 0x2A) }
      }
    }
  }
}
