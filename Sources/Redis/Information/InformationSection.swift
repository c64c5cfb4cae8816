/// A section of INFO, as its argument names it (`server.c`, `genRedisInfoString`).
public enum InformationSection: String, Hashable, Sendable, CaseIterable {
  /// Version, process, port, configuration file.
  case server
  /// Connected and blocked clients.
  case clients
  /// Used memory and its limit.
  case memory
  /// Loading, RDB and AOF.
  case persistence
  /// Counters.
  case stats
  /// Role, offsets, replicas.
  case replication
  /// Counters of error replies by their first word (6.2).
  case errorstats
  /// Keys of each database.
  case keyspace
  /// Everything, also the statistics of each command.
  case everything
}
