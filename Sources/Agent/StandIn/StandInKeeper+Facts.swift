import Docker
import Protocol

/// What is seen of a stand-in, for status and for whoever must know who still comes through it.
extension StandInKeeper {
  /// The stand-in of a Redis; `nil` where there is none. Clients are left out where Docker does not answer.
  func facts(of container: String) async -> StandInFacts? {
    guard let record = await record(of: container) else { return nil }
    let isRunning = try? await standIn(record).inspect()?.state.isRunning
    return StandInFacts(
      container: StandInContainer.name(for: container), stage: record.stage, isRunning: isRunning ?? false,
      target: "\(record.address):\(record.port)", redisPort: access.ports.port(of: record.redis),
      clients: (try? await clients(of: record)) ?? [])
  }

  /// Who is connected to the name's port while it is the stand-in's.
  func clients(of container: String) async throws(ProtocolError) -> [ClientFacts] {
    guard let record = await record(of: container) else { return [] }
    return try await clients(of: record)
  }

  private func clients(of record: StandInRecord) async throws(ProtocolError) -> [ClientFacts] {
    guard access.ports.moved(record.redis.container) != nil else { return [] }
    do {
      let engine = try await access.docker.connected()
      // One line of 150 bytes a connection; IPv6's file is not there on every host.
      let table = try await engine.execute(
        ["sh", "-c", "cat /proc/net/tcp /proc/net/tcp6 2>/dev/null"], in: record.redis.container, limit: 8 << 20)
      var owners = try await RedisInspection(access: access).addresses()
      for loopback in ["127.0.0.1", "0:0:0:0:0:0:0:1"] { owners[loopback] = record.redis.container }
      let gateways = Set(try await engine.inspect(record.redis.container).networks.values.map(\.gateway))
      return ConnectionTable.peers(of: record.redis.port, in: table.text).filter { !gateways.contains($0.key) }
        .map { ClientFacts(address: $0.key, container: owners[$0.key], connections: $0.value, names: []) }
        .sorted { $0.address < $1.address }
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }
}
