import Cutover
import Protocol
import Testing

@testable import Agent

@Suite("the kernel's table of connections")
struct ConnectionTableTests {
  @Test("established connections to the port count, by their remote address; listeners and other ports do not")
  func peers() {
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 00000000:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000 65534        0 101 1
         1: 020012AC:18EB 090012AC:D3F2 01 00000000:00000000 00:00000000 00000000 65534        0 102 1
         2: 020012AC:18EB 090012AC:D3F4 01 00000000:00000000 00:00000000 00000000 65534        0 103 1
         3: 020012AC:18EB 0A0012AC:D3F4 06 00000000:00000000 00:00000000 00000000 65534        0 104 1
         4: 020012AC:D001 7E0E7864:18EB 01 00000000:00000000 00:00000000 00000000 65534        0 105 1
        sl  local_address                         remote_address                        st
         0: 0000000000000000FFFF0000020012AC:18EB 0000000000000000FFFF00000B0012AC:A001 01 00000000:00000000
         1: 000080FE000000000000000001000000:18EB 000080FE000000000000000002000000:A002 01 00000000:00000000
      """
    #expect(
      ConnectionTable.peers(of: 6379, in: table) == [
        "172.18.0.9": 2, "172.18.0.11": 1, "fe80:0:0:0:0:0:0:2": 1,
      ])
    #expect(ConnectionTable.peers(of: 6379, in: "").isEmpty)
    #expect(ConnectionTable.peers(of: 6379, in: "1: zz:18EB 0:0 01").isEmpty)
  }

  @Test("a record says where the Redis is to be found, and a port is moved within the range of ports")
  func record() {
    #expect(StandInRecord.movedPort(from: 6379) == 16379)
    #expect(StandInRecord.movedPort(from: 60_000) == 50_000)
    let record = StandInRecord(
      redis: .init(container: "fiskai-redis", password: .none), address: "100.64.0.2", port: 6379, pen: 7,
      movedPort: 16379, stage: .prepared)
    #expect(record.redisPort == nil)
    #expect(record.at(.moving).redisPort == 16379)
    #expect(record.at(.serving).redisPort == 16379)
    #expect(record.at(.suspended).redisPort == nil)
  }

  @Test("only the last record of a Redis counts, and one that has ended is none")
  func restorable() {
    let record = StandInRecord(
      redis: .init(container: "fiskai-redis", password: .none), address: "100.64.0.2", port: 6379, pen: 7,
      movedPort: 16379, stage: .prepared)
    var values = RestorableValues(replaying: [.standIn(record), .standIn(record.at(.serving))])
    #expect(values.standIns == ["fiskai-redis": record.at(.serving)])
    values.apply(.standIn(record.at(.ended)))
    #expect(values.standIns.isEmpty)
  }

  @Test("whoever speaks to a Redis finds it at the port that it has moved to")
  func ports() {
    let ports = RedisPorts()
    ports.set(16379, of: "fiskai-redis")
    #expect(ports.port(of: .init(container: "fiskai-redis", password: .none)) == 16379)
    #expect(ports.port(of: .init(container: "other", password: .none)) == 6379)
    ports.set(nil, of: "fiskai-redis")
    #expect(ports.port(of: .init(container: "fiskai-redis", password: .none)) == 6379)
  }
}
