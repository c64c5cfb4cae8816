/// What checks need to know of a Redis, and nobody else.
public struct RedisDepthFacts: Codable, Hashable, Sendable {
  /// Names of loaded modules.
  public var modules: [String]
  /// How many function libraries it has; none where it cannot say (below 7.0).
  public var functionLibraries: Int?
  /// The container's limit of memory, in bytes; 0 for none.
  public var memoryLimit: Int
  /// What the operating system gave it, in bytes.
  public var residentMemory: Int?
  /// Whether the last save succeeded.
  public var lastSaveSucceeded: Bool?
  /// Size of the append-only file, in bytes.
  public var appendOnlyBytes: Int?
  /// `standalone`, `sentinel` or `cluster`.
  public var mode: String?
  /// `replica-read-only`: whether it would refuse its clients' writes as soon as it follows somebody.
  public var replicaReadOnly: Bool?
  /// Free bytes of the file system where it keeps its files; none where its agent cannot look there.
  public var dataDiskFree: Int?
  /// `repl-diskless-sync`: whether a full copy is sent without a file.
  public var disklessSync: Bool?

  /// Makes one from its fields.
  public init(
    modules: [String] = [], functionLibraries: Int? = nil, memoryLimit: Int = 0, residentMemory: Int? = nil,
    lastSaveSucceeded: Bool? = nil, appendOnlyBytes: Int? = nil, mode: String? = nil, replicaReadOnly: Bool? = nil,
    dataDiskFree: Int? = nil, disklessSync: Bool? = nil
  ) {
    self.modules = modules
    self.functionLibraries = functionLibraries
    self.memoryLimit = memoryLimit
    self.residentMemory = residentMemory
    self.lastSaveSucceeded = lastSaveSucceeded
    self.appendOnlyBytes = appendOnlyBytes
    self.mode = mode
    self.replicaReadOnly = replicaReadOnly
    self.dataDiskFree = dataDiskFree
    self.disklessSync = disklessSync
  }
}
