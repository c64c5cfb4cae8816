import NIOCore

/// The filter at the plain end of the replication relay, between a following and a leading Redis. Pure: bytes in, the
/// bytes to pass on and events out.
///
/// From the follower nothing but the replication protocol passes, for the whole life of the connection, and a byte
/// passes only with the whole command that it belongs to: whoever gets hold of the follower's end can neither write to
/// the leader nor read from it by a command. From the leader, replies are matched to commands up to the answer to PSYNC,
/// which decides; after it everything passes unparsed and uncopied.
///
/// The protocol is that of redis 7.0 `replication.c` (`syncWithMaster`), recorded in the tests.
struct RelayHandshake: Sendable {
  /// What the answer to PSYNC may be.
  enum Policy: Hashable, Sendable {
    /// Only `+CONTINUE`. For the old Redis that follows the new one: a full copy would delete what it holds, even if the
    /// new one has lost it (safety.md, trap 4).
    case partialOnly
    /// Also `+FULLRESYNC`. For the new Redis that follows the old one.
    case fullAllowed
  }

  /// Something that the agent records.
  enum Event: Hashable, Sendable {
    /// The follower asked to go on from an offset of a history; `?` and -1 ask for a full copy.
    case psyncSent(replicationID: String, offset: Int)
    /// The leader goes on from there; with a new history's id, if that has changed.
    case continued(replicationID: String?)
    /// The leader sends a full copy, and then its stream from this offset.
    case fullResync(replicationID: String, offset: Int)
    /// The leader cannot serve now, in its words; the follower tries again later, on a new connection.
    case deferred(String)
    /// Both connections must be closed. Nothing passes from now on.
    /// A follower tries again every second, and a leader forks for each copy that it offers: after `fullCopy` the plain end
    /// must stay closed until the operator decides.
    case refused(RelayRefusal)
  }

  /// What came of some bytes.
  struct Step: Hashable, Sendable {
    /// The bytes to send to the other side; may be empty.
    var forward = ByteBuffer()
    /// What happened, in order.
    var events: [Event] = []
  }

  /// The bytes that a follower may send before its PSYNC was answered; Redis 7.0 sends less than 300.
  static let maximumHandshakeLength = 8192
  /// The longest line of the leader, in bytes.
  static let maximumLineLength = 1024

  /// A command that a leader answers with one line.
  private enum Awaited: Hashable {
    case line
    case psync
  }

  private enum Phase: Hashable {
    case handshake
    /// PSYNC was passed on, and not answered yet.
    case psyncSent
    /// The leader's stream flows.
    case streaming
    /// The leader has deferred the follower, which has nothing more to say.
    case deferred
    case refused
  }

  private let policy: Policy
  private let passesAuthentication: Bool
  private var phase = Phase.handshake
  private var awaited = CircularBuffer<Awaited>()
  private var fromFollower = ByteBuffer()
  private var fromLeader = ByteBuffer()
  private var handshakeLength = 0

  /// Bytes passed from the follower to the leader.
  private(set) var bytesToLeader = 0
  /// Bytes passed from the leader to the follower.
  private(set) var bytesToFollower = 0

  /// - Parameters:
  ///   - policy: what the answer to PSYNC may be.
  ///   - passesAuthentication: whether AUTH passes. By default the agent at the leading end has authenticated already.
  init(policy: Policy, passesAuthentication: Bool = false) {
    self.policy = policy
    self.passesAuthentication = passesAuthentication
  }

  /// Takes bytes that the follower sent.
  mutating func receivedFromFollower(_ bytes: ByteBuffer) -> Step {
    guard phase != .refused else { return Step() }
    var bytes = bytes
    fromFollower.writeBuffer(&bytes)
    var step = Step()
    do throws(RelayRefusal) {
      var passed = 0
      while let length = try acceptFirst(of: fromFollower, after: passed, events: &step.events) { passed += length }
      step.forward = fromFollower.readSlice(length: passed) ?? ByteBuffer()
      fromFollower.discardReadBytes()
      bytesToLeader += passed
      return step
    } catch {
      // What came before the refused command in the same read does not pass either: the connection ends.
      return refuse(error)
    }
  }

  /// Takes bytes that the leader sent.
  mutating func receivedFromLeader(_ bytes: ByteBuffer) -> Step {
    switch phase {
    case .refused:
      return Step()
    case .streaming:
      bytesToFollower += bytes.readableBytes
      return Step(forward: bytes)
    case .handshake, .psyncSent, .deferred:
      var bytes = bytes
      fromLeader.writeBuffer(&bytes)
      do throws(RelayRefusal) {
        return try passReplies()
      } catch {
        return refuse(error)
      }
    }
  }

  private mutating func refuse(_ refusal: RelayRefusal) -> Step {
    phase = .refused
    fromFollower.clear()
    fromLeader.clear()
    return Step(events: [.refused(refusal)])
  }
}

// MARK: - From the follower

extension RelayHandshake {
  /// Judges the first command after some bytes.
  /// - Returns: its length, if it is there whole and may pass.
  private mutating func acceptFirst(
    of buffer: ByteBuffer, after offset: Int, events: inout [Event]
  ) throws(RelayRefusal) -> Int? {
    var rest = buffer
    rest.moveReaderIndex(forwardBy: offset)
    // While it loads a copy, a follower keeps the connection alive by empty lines.
    if phase == .psyncSent || phase == .streaming, rest.readableBytesView.first == 0x0A { return 1 }
    guard let command = try ReplicaCommand.first(in: rest) else { return nil }
    if phase == .streaming || phase == .psyncSent {
      try acceptAcknowledgement(command)
    } else {
      handshakeLength += command.length
      guard handshakeLength <= Self.maximumHandshakeLength else {
        throw .tooLarge("the follower sent \(handshakeLength) bytes before PSYNC was answered")
      }
      try acceptHandshake(command, events: &events)
    }
    return command.length
  }

  private func acceptAcknowledgement(_ command: ReplicaCommand) throws(RelayRefusal) {
    // REPLCONF ACK offset, from 7.2 on also FACK offset.
    guard command.name(at: 0) == "replconf", command.name(at: 1) == "ack" else { throw refusal(of: command) }
    let offsets = stride(from: 2, to: command.arguments.count, by: 2).map { Self.offset(command.name(at: $0)) }
    guard command.arguments.count == 3 || command.arguments.count == 5 && command.name(at: 3) == "fack",
      !offsets.contains(nil)
    else { throw .commandNotAllowed("REPLCONF ACK with other arguments than offsets") }
  }

  private mutating func acceptHandshake(
    _ command: ReplicaCommand, events: inout [Event]
  ) throws(RelayRefusal) {
    guard phase == .handshake else { throw refusal(of: command) }
    switch (command.name(at: 0), command.arguments.count) {
    case ("ping", 1):
      awaited.append(.line)
    case ("replconf", _):
      try acceptOptions(command)
      awaited.append(.line)
    case ("auth", 2...3) where passesAuthentication:
      awaited.append(.line)
    case ("psync", 3):
      try acceptPSYNC(command, events: &events)
    case _:
      throw refusal(of: command)
    }
  }

  /// Pairs of option and value. Not `ack` and `getack`, which have no reply, so that all later replies would be taken
  /// for earlier ones; not `rdb-only` and the like, which a replica does not need.
  private func acceptOptions(_ command: ReplicaCommand) throws(RelayRefusal) {
    let options = stride(from: 1, to: command.arguments.count, by: 2).map { command.name(at: $0) }
    guard command.arguments.count >= 3, !command.arguments.count.isMultiple(of: 2) else {
      throw .commandNotAllowed("REPLCONF without pairs of option and value")
    }
    for option in options where !["listening-port", "ip-address", "capa", "version"].contains(option) {
      throw .commandNotAllowed("REPLCONF \(option ?? "with an unreadable option")")
    }
  }

  /// Exactly two arguments: with a third, FAILOVER, a replica that receives it becomes a master.
  private mutating func acceptPSYNC(_ command: ReplicaCommand, events: inout [Event]) throws(RelayRefusal) {
    let replicationID = String(buffer: command.arguments[1])
    guard let offset = Self.offset(command.name(at: 2)), Self.isReplicationID(replicationID) || replicationID == "?"
    else { throw .commandNotAllowed("PSYNC with other arguments than a replication id and an offset") }
    // Not even asked: the leader would fork for the copy.
    if policy == .partialOnly, replicationID == "?" { throw .fullCopy("the follower asked for a full copy") }
    events.append(.psyncSent(replicationID: replicationID, offset: offset))
    awaited.append(.psync)
    phase = .psyncSent
  }

  private func refusal(of command: ReplicaCommand) -> RelayRefusal {
    guard let name = command.name(at: 0) else { return .commandNotAllowed("a command with an unreadable name") }
    return name == "auth" && phase == .handshake && !passesAuthentication
      ? .authentication : .commandNotAllowed(name.uppercased())
  }

  private static func offset(_ text: String?) -> Int? {
    guard let text, let offset = Int(text), offset >= -1 else { return nil }
    return offset
  }

  private static func isReplicationID(_ text: String) -> Bool {
    text.utf8.count == 40
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }
}

// MARK: - From the leader

extension RelayHandshake {
  /// Passes whole lines up to the answer to PSYNC, and after a good one all the rest.
  private mutating func passReplies() throws(RelayRefusal) -> Step {
    var step = Step()
    var passed = 0
    while phase != .streaming {
      let view = fromLeader.readableBytesView.dropFirst(passed)
      guard let end = view.firstIndex(of: 0x0A) else {
        guard view.count <= Self.maximumLineLength else {
          throw .tooLarge("the leader sent a line of \(view.count) bytes")
        }
        break
      }
      let line = view[view.startIndex..<end]
      passed += line.count + 1
      // A leader that prepares a copy keeps the connection alive by empty lines.
      if line.isEmpty, phase == .psyncSent { continue }
      if let event = try acceptLine(line) { step.events.append(event) }
    }
    if phase == .streaming { passed = fromLeader.readableBytes }
    step.forward = fromLeader.readSlice(length: passed) ?? ByteBuffer()
    fromLeader.discardReadBytes()
    bytesToFollower += passed
    return step
  }

  private mutating func acceptLine(_ line: ByteBufferView) throws(RelayRefusal) -> Event? {
    guard line.count <= Self.maximumLineLength else { throw .tooLarge("the leader sent a line of \(line.count) bytes") }
    guard line.last == 0x0D, let type = line.first, type == UInt8(ascii: "+") || type == UInt8(ascii: "-") else {
      throw .leaderViolation("a line that is neither a status nor an error")
    }
    guard let command = awaited.popFirst() else { throw .leaderViolation("a reply that nothing asked for") }
    switch command {
    case .line: return nil
    case .psync: return try acceptAnswer(Self.printable(line.dropLast()))
    }
  }

  /// Judges the answer to PSYNC (`replication.c`, `slaveTryPartialResynchronization`).
  private mutating func acceptAnswer(_ answer: String) throws(RelayRefusal) -> Event {
    let words = answer.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("+CONTINUE", 1):
      phase = .streaming
      return .continued(replicationID: nil)
    case ("+CONTINUE", 2) where Self.isReplicationID(words[1]):
      phase = .streaming
      return .continued(replicationID: words[1])
    case ("+FULLRESYNC", 3) where policy == .fullAllowed && Self.isReplicationID(words[1]):
      guard let offset = Self.offset(words[2]) else { throw .leaderViolation("+FULLRESYNC without an offset") }
      phase = .streaming
      return .fullResync(replicationID: words[1], offset: offset)
    case ("+FULLRESYNC", _) where policy == .partialOnly:
      throw .fullCopy("the leader answered PSYNC with +FULLRESYNC")
    case _ where answer.hasPrefix("-") && policy == .fullAllowed:
      phase = .deferred
      return .deferred(String(answer.dropFirst()))
    case _ where answer.hasPrefix("-"):
      throw .notContinued(answer)
    case _:
      throw .leaderViolation("an answer to PSYNC that is not +CONTINUE or +FULLRESYNC")
    }
  }

  private static func printable(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }
}
