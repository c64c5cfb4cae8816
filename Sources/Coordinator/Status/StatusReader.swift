import Cutover
import Foundation
import NIOCore
import Protocol

/// Asks the agents of a fleet what `status` shows. Reads only; every question of a host goes out at once.
struct StatusReader: Sendable {
  /// The connections to ask over.
  let connections: FleetConnections
  /// How long connecting, and each question, may take.
  var timeout: TimeAmount = .seconds(3)
  /// The laptop's clock, in milliseconds since 1970.
  var now: @Sendable () -> Int = { Int(Date().timeIntervalSince1970 * 1000) }

  private var fleet: Fleet { connections.fleet }

  /// Reads all hosts at once; one that cannot be reached does not delay the others.
  func readAll() async -> [HostID: HostReading] {
    await withTaskGroup(of: HostReading.self) { group in
      for host in fleet.hosts { group.addTask { await read(HostID(rawValue: host.id)) } }
      return await group.reduce(into: [:]) { $0[$1.host] = $1 }
    }
  }

  /// Reads one host.
  func read(_ host: HostID) async -> HostReading {
    let connection: HostConnection
    do throws(ProtocolError) {
      connection = try await connections.connection(to: host, timeout: timeout)
    } catch {
      return HostReading(host: host, readAt: now(), hello: .failure(error))
    }
    let greeting = await greeting(connection)
    guard case .success = greeting else { return HostReading(host: host, readAt: now(), hello: greeting) }
    async let facts = self.facts(connection)
    async let pen = self.answer(ReadPenFacts(), connection)
    async let soak = self.answer(ReadSoak(), connection)
    async let redis = self.redis(of: host, connection)
    async let workers = self.workers(of: host, connection)
    var reading = HostReading(host: host, readAt: 0, hello: greeting)
    reading.facts = await facts
    reading.pen = await pen
    reading.soak = await soak
    reading.redis = await redis
    reading.workers = await workers
    reading.readAt = now()
    return reading
  }

  /// Who answers, and the round trip: the hello's of a fresh connection, a new one's where that was a while ago.
  private func greeting(_ connection: HostConnection) async -> HostReading.Answer<HostReading.Greeting> {
    guard connection.greetedAt < .now - .seconds(1) else {
      return .success(HostReading.Greeting(reply: connection.hello, latency: connection.latency))
    }
    let began = ContinuousClock.now
    return await answer(Hello(), connection).map { HostReading.Greeting(reply: $0, latency: .now - began) }
  }

  private func facts(_ connection: HostConnection) async -> HostReading.Answer<HostReading.HostFactsReading> {
    let before = now()
    return await answer(ReadHostFacts(), connection).map {
      HostReading.HostFactsReading(
        facts: $0,
        clockSkewMilliseconds: HostReading.clockSkew(host: $0.clockMilliseconds, before: before, after: now()))
    }
  }

  private func redis(of host: HostID, _ connection: HostConnection) async -> [HostReading.Side: HostReading.Redis] {
    guard let redis = fleet.redis else { return [:] }
    return await withTaskGroup(of: (HostReading.Side, HostReading.Redis).self) { group in
      for side in HostReading.Side.allCases where redis.host(of: side) == host.rawValue {
        let reference = redis.reference(to: side)
        group.addTask {
          async let facts = self.answer(InspectRedis(redis: reference), connection)
          async let depths = self.answer(QueueDepths(redis: reference, prefix: redis.prefix), connection)
          async let clients = self.answer(RedisClients(redis: reference), connection)
          return (side, await HostReading.Redis(facts: facts, depths: depths, clients: clients))
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  private func workers(of host: HostID, _ connection: HostConnection) async -> [Int: HostReading.Answer<[WorkerFacts]>]
  {
    await withTaskGroup(of: (Int, HostReading.Answer<[WorkerFacts]>).self) { group in
      for (index, workers) in fleet.workers.enumerated() where workers.host == host.rawValue {
        group.addTask {
          (index, await answer(InspectWorkers(workers: workers.reference), connection).map(\.workers))
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  private func answer<V: Verb>(_ verb: V, _ connection: HostConnection) async -> HostReading.Answer<V.Reply> {
    do throws(ProtocolError) {
      return .success(try await connection.call(verb, deadline: timeout))
    } catch {
      return .failure(error)
    }
  }
}
