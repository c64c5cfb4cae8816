import NIOCore
import Testing

@testable import Redis

@Suite("INFO, ROLE, CLIENT LIST and DUMP are read, of every version from 6.2 on")
struct RedisInformationTests {
  /// Parts of INFO of a Redis 7.0.15 that leads one replica.
  static let master = RedisInformation(
    parsing: """
      # Server\r
      redis_version:7.0.15\r
      redis_mode:standalone\r
      process_id:11563\r
      run_id:c9ed14d026e0b719d5c214eb55d35e08a78b9b7a\r
      tcp_port:6379\r
      uptime_in_seconds:86400\r
      executable:/data/redis-server\r
      config_file:/etc/redis/redis.conf\r
      \r
      # Clients\r
      connected_clients:12\r
      maxclients:10000\r
      blocked_clients:3\r
      \r
      # Memory\r
      used_memory:916232\r
      used_memory_rss:12148736\r
      maxmemory:1073741824\r
      maxmemory_policy:allkeys-lru\r
      mem_not_counted_for_evict:20\r
      mem_replication_backlog:1048592\r
      total_system_memory:25276510208\r
      \r
      # Persistence\r
      loading:0\r
      rdb_bgsave_in_progress:0\r
      rdb_last_save_time:1795412775\r
      rdb_last_bgsave_status:ok\r
      aof_enabled:1\r
      aof_rewrite_in_progress:0\r
      aof_rewrite_scheduled:0\r
      aof_last_bgrewrite_status:ok\r
      aof_last_write_status:ok\r
      aof_current_size:89\r
      \r
      # Stats\r
      instantaneous_ops_per_sec:50\r
      sync_full:1\r
      sync_partial_ok:2\r
      sync_partial_err:3\r
      expired_keys:4\r
      evicted_keys:5\r
      total_error_replies:6\r
      \r
      # Replication\r
      role:master\r
      connected_slaves:2\r
      slave0:ip=10.0.0.2,port=6379,state=online,offset=4242,lag=0\r
      slave1:ip=fd7a::2,port=6380,state=wait_bgsave,offset=0,lag=0\r
      master_replid:24e975e596667867dd9f41613cf70628870d2a61\r
      master_replid2:0000000000000000000000000000000000000000\r
      master_repl_offset:4300\r
      second_repl_offset:-1\r
      repl_backlog_active:1\r
      repl_backlog_size:1048576\r
      repl_backlog_first_byte_offset:1\r
      repl_backlog_histlen:4300\r
      \r
      # Errorstats\r
      errorstat_READONLY:count=7\r
      errorstat_ERR:count=1\r
      \r
      # Keyspace\r
      db0:keys=100,expires=10,avg_ttl=0\r
      db3:keys=1,expires=0,avg_ttl=0,subexpiry=0\r
      """)

  @Test("a master of 7.0")
  func leading() throws {
    let information = Self.master
    #expect(information.server.version == RedisVersion(7, 0, 15))
    #expect(information.server.valkeyVersion == nil)
    #expect(information.server.mode == "standalone")
    #expect(information.server.runID == "c9ed14d026e0b719d5c214eb55d35e08a78b9b7a")
    #expect(information.server.tcpPort == 6379)
    #expect(information.server.processID == 11563)
    #expect(information.server.uptimeSeconds == 86400)
    #expect(information.server.configurationFile == "/etc/redis/redis.conf")
    #expect(information.clients.connected == 12)
    #expect(information.clients.blocked == 3)
    #expect(information.memory.used == 916_232)
    #expect(information.memory.maximum == 1 << 30)
    #expect(information.memory.policy == "allkeys-lru")
    #expect(information.memory.notCountedForEviction == 20)
    #expect(information.statistics.operationsPerSecond == 50)
    #expect(information.statistics.evictedKeys == 5)
    #expect(information.statistics.fullSyncs == 1)
    #expect(information.statistics.partialSyncsAccepted == 2)
    #expect(information.statistics.partialSyncsRefused == 3)
    #expect(information.statistics.errorReplies == 6)
    let replication = information.replication
    #expect(replication.role == .master)
    #expect(replication.master == nil)
    #expect(replication.offset == 4300)
    #expect(replication.secondOffset == -1)
    #expect(replication.backlogLength == 4300)
    #expect(replication.replicas.count == 2)
    let online = try #require(replication.replicas.first)
    #expect((online.address, online.port, online.offset, online.lagSeconds) == ("10.0.0.2", 6379, 4242, 0))
    #expect(replication.replicas.map(\.state) == ["online", "wait_bgsave"])
    #expect(replication.replicas[1].address == "fd7a::2")
    #expect(information.errorCounts == ["READONLY": 7, "ERR": 1])
    #expect(information.keyspace.keys.sorted() == [0, 3])
    #expect(information.keyspace[0]?.keys == 100)
    #expect(information["total_system_memory"] == "25276510208")
  }

  @Test("a replica in the middle of its copy, of 6.2, which has no read offset")
  func following() throws {
    let information = RedisInformation(
      parsing: """
        role:slave\r\nmaster_host:172.18.0.1\r\nmaster_port:7461\r\nmaster_link_status:down\r
        master_last_io_seconds_ago:-1\r\nmaster_sync_in_progress:1\r\nslave_repl_offset:-1\r
        master_sync_total_bytes:1000\r\nmaster_sync_read_bytes:250\r\nmaster_sync_left_bytes:750\r
        master_link_down_since_seconds:4\r\nslave_priority:100\r\nslave_read_only:1\r\nconnected_slaves:0\r
        """)
    #expect(information.replication.role == .replica)
    let link = try #require(information.replication.master)
    #expect((link.host, link.port) == ("172.18.0.1", 7461))
    #expect(link.isUp == false)
    #expect(link.isSyncInProgress == true)
    #expect((link.syncTotalBytes, link.syncReadBytes, link.syncLeftBytes) == (1000, 250, 750))
    #expect(link.downSeconds == 4)
    #expect(link.isReadOnly == true)
    #expect(link.appliedOffset == -1)
    #expect(link.readOffset == nil)
  }

  @Test("a Valkey, a Redis 8, and a text without any known field")
  func others() {
    let valkey = RedisInformation(
      parsing: "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\nserver_mode:standalone\r\n")
    #expect(valkey.server.version == RedisVersion(7, 2, 4))
    #expect(valkey.server.valkeyVersion == RedisVersion(8, 0, 1))
    #expect(valkey.server.mode == "standalone")
    #expect(RedisInformation(parsing: "redis_version:8.0.0-rc1\r\n").server.version == RedisVersion(8, 0))
    for text in ["", "\r\n", "# Server\r\n", "::\r\n:", "slave0:\r\ndbx:keys=1\r\nerrorstat_\r\n"] {
      let nothing = RedisInformation(parsing: text)
      #expect(nothing.server.version == nil)
      #expect(nothing.replication.role == nil)
      #expect(nothing.errorCounts.isEmpty)
      #expect(nothing.keyspace.isEmpty)
      #expect(!nothing.persistence.isAOFComplete)
    }
  }

  @Test("versions are ordered by number")
  func versions() throws {
    #expect(RedisVersion(6, 2, 16) < RedisVersion(7, 0, 4))
    #expect(try #require(RedisVersion("7.0.15")).description == "7.0.15")
    #expect(RedisVersion("7.10")?.minor == 10)
    for text in ["", "7", "a.b", "7.x.1", "7..1", "1.2.3.4.5"] { #expect(RedisVersion(text) == nil) }
  }

  @Test(
    "the AOF is complete only if it is on and every rewrite has ended well",
    arguments: [
      "aof_enabled:0", "aof_rewrite_in_progress:1", "aof_rewrite_scheduled:1", "aof_last_bgrewrite_status:err",
      "aof_last_write_status:err",
    ])
  func aof(fault: String) {
    #expect(Self.master.persistence.isAOFComplete)
    let fine =
      "aof_enabled:1\naof_rewrite_in_progress:0\naof_rewrite_scheduled:0\naof_last_bgrewrite_status:ok\n"
      + "aof_last_write_status:ok\n"
    #expect(RedisInformation(parsing: fine).persistence.isAOFComplete)
    #expect(!RedisInformation(parsing: fine + fault).persistence.isAOFComplete)
  }

  @Test("the data format's version is at the end of a DUMP")
  func rdb() {
    #expect(RDBVersion(dump: ByteBuffer(bytes: [0, 1, 10, 0] + Array(repeating: 0xFF, count: 8)))?.number == 10)
    #expect(RDBVersion(dump: ByteBuffer(bytes: [12, 1] + Array(repeating: 0, count: 8)))?.number == 268)
    #expect(RDBVersion(dump: ByteBuffer(bytes: Array(repeating: 0, count: 9))) == nil)
    #expect(RDBVersion(9) < RDBVersion(12))
  }

  @Test("a role as ROLE answers it")
  func role() {
    let text: (String) -> RESPValue = { .bulkString(ByteBuffer(string: $0)) }
    #expect(
      RedisRole(.array([text("master"), .integer(9), .array([.array([text("10.0.0.2"), text("6379"), text("8")])])]))
        == .master(offset: 9, replicas: [.init(host: "10.0.0.2", port: 6379, offset: 8)]))
    #expect(
      RedisRole(.array([text("slave"), text("10.0.0.1"), .integer(6379), text("connected"), .integer(9)]))
        == .replica(host: "10.0.0.1", port: 6379, state: "connected", offset: 9))
    #expect(RedisRole(.array([text("sentinel"), .array([])])) == .sentinel)
    for value in [.null, .array([]), .array([text("master")]), .array([text("slave"), .integer(1)])] as [RESPValue] {
      #expect(RedisRole(value) == nil)
    }
  }

  @Test("clients as CLIENT LIST names them")
  func clients() throws {
    let clients = RedisClient.list(
      parsing: """
        id=4 addr=172.18.0.5:39794 laddr=172.18.0.2:6379 fd=8 name=bull:bWFpbA==:w:a age=60 idle=1 flags=b db=0 sub=0 \
        cmd=bzpopmin user=default redir=-1 resp=2
        id=5 addr=[fd7a::5]:39795 fd=9 name= age=0 idle=0 flags=S db=2 cmd=psync
        no client

        id=6 addr=/run/redis.sock:0 laddr=/run/redis.sock:0 flags=M
        """)
    try #require(clients.count == 3)
    #expect(clients[0].identifier == 4)
    #expect(clients[0].host == "172.18.0.5")
    #expect(clients[0].localAddress == "172.18.0.2:6379")
    #expect(clients[0].name == "bull:bWFpbA==:w:a")
    #expect((clients[0].ageSeconds, clients[0].idleSeconds) == (60, 1))
    #expect((clients[0].command, clients[0].user, clients[0].database) == ("bzpopmin", "default", 0))
    #expect(clients[1].host == "fd7a::5")
    #expect(clients[1].name.isEmpty)
    #expect(clients[1].isReplica)
    #expect(clients[1].user == nil)
    #expect(clients[2].isMaster)
    #expect(clients[2].host == "/run/redis.sock")
  }

  @Test("what a real server says is understood in full")
  func realServer() async throws {
    try await RedisServer.run(["--appendonly", "yes"]) { server in
      try await server.connected { connection in
        let information = try await connection.information()
        let separate = try await connection.information(.server, .persistence, .replication)
        #expect(information.server.runID == separate.server.runID)
        #expect(try #require(information.server.version) >= RedisVersion(6, 2))
        #expect(information.server.tcpPort == server.port)
        #expect(information.persistence.isAOFEnabled == true)
        #expect(information.replication.role == .master)
        #expect(information.memory.policy == "noeviction")
        #expect(try await connection.role() == .master(offset: 0, replicas: []))
        #expect(try await connection.configuration("maxmemory-policy") == ["maxmemory-policy": "noeviction"])
        #expect(try await connection.configuration("no-such-setting").isEmpty)
        #expect(try await connection.microsecondsSince1970() > 1_700_000_000_000_000)
        #expect(try #require(try await connection.rdbVersion()) >= RDBVersion(9))
        let error = try await #require(throws: RedisError.self) {
          try await connection.perform(.configSet("maxmemory-policy", "nonsense"))
        }
        #expect(error.message.contains("answered CONFIG SET maxmemory-policy with \"ERR CONFIG SET failed"))
      }
    }
  }

  @Test("without FUNCTION, as in 6.2, the data format is read from the smallest of some keys")
  func rdbOfOldServer() async throws {
    try await RedisServer.run(["--rename-command", "FUNCTION", ""]) { server in
      try await server.connected { connection in
        #expect(try await connection.rdbVersion() == nil)
        _ = try await connection.send([.set("big", String(repeating: "x", count: 10_000)), .set("small", "1")])
        #expect(try #require(try await connection.rdbVersion()) >= RDBVersion(9))
      }
    }
  }
}
