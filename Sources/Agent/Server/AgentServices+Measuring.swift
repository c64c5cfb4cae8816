import Cutover
import NIOCore
import Protocol
import Transport

/// Verbs that measure how two agents reach each other, for a plan's estimates.
extension AgentServices {
  /// How many pieces are under way at once: a link with a long round trip must not wait for each answer.
  private static let window = 8
  private static let roundTrips = 5

  /// Takes bytes, so that another agent can time it.
  func measure(_ verb: Measure, _: RequestContext<Measure>) throws(ProtocolError) -> Measure.Reply {
    guard verb.payload.utf8.count <= Measure.mostBytes else {
      throw ProtocolError(.refused, "a measurement takes at most \(Measure.mostBytes) bytes at once", next: "send less")
    }
    let time = verb.timesDisk == true ? DiskProbe.fsyncMicroseconds(in: configuration.stateDirectory) : nil
    return Measure.Reply(bytes: verb.payload.utf8.count, fsyncMicroseconds: time)
  }

  /// Sends another agent bytes over a connection of their own, and times it: the one that is kept stays free.
  func measureLink(
    _ verb: MeasureLink, _: RequestContext<MeasureLink>
  ) async throws(ProtocolError) -> LinkFacts {
    let connection = try await peers.connect(to: verb.host)
    do throws(ProtocolError) {
      let facts = try await Self.measured(verb, over: connection)
      await connection.close()
      return facts
    } catch {
      await connection.close()
      throw error
    }
  }

  static func measured(
    _ verb: MeasureLink, over connection: AgentConnection
  ) async throws(ProtocolError) -> LinkFacts {
    let fsync = try await connection.call(Measure(timesDisk: true), id: "measure-disk").fsyncMicroseconds
    var shortest = Duration.seconds(60)
    for number in 0..<roundTrips {
      let began = ContinuousClock.now
      _ = try await connection.call(Measure(), id: "measure-trip-\(number)")
      shortest = min(shortest, .now - began)
    }
    let (bytes, time) = try await sent(min(max(0, verb.bytes), MeasureLink.mostBytes), over: connection)
    return LinkFacts(
      bytes: bytes, microseconds: Int(time / .microseconds(1)),
      roundTripMicroseconds: Int(shortest / .microseconds(1)), fsyncMicroseconds: fsync)
  }

  /// Sends so many bytes in pieces, some at once, until all have arrived or the time is over.
  private static func sent(
    _ bytes: Int, over connection: AgentConnection
  ) async throws(ProtocolError) -> (bytes: Int, time: Duration) {
    let payload = String(repeating: "x", count: Measure.mostBytes)
    let began = ContinuousClock.now
    let end = began + .milliseconds(MeasureLink.mostMilliseconds)
    let pieces = (bytes + Measure.mostBytes - 1) / Measure.mostBytes
    do {
      return try await withThrowingTaskGroup(of: Int.self) { group in
        var next = 0
        func send() {
          let number = next
          next += 1
          group.addTask {
            try await connection.call(Measure(payload: payload), id: "measure-\(number)", deadline: .seconds(10)).bytes
          }
        }
        while next < min(window, pieces) { send() }
        var arrived = 0
        for try await count in group {
          arrived += count
          if next < pieces, .now < end { send() }
        }
        return (arrived, .now - began)
      }
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "the measurement broke off", cause: "\(error)")
    }
  }
}
