/// What an agent sees of its host, at one moment.
public struct HostFacts: Codable, Hashable, Sendable {
  /// The kernel's release.
  public var kernel: String
  /// Seconds since boot.
  public var uptimeSeconds: Int
  /// Memory in all, in bytes.
  public var memoryTotal: Int
  /// Memory that can be had without swapping, in bytes.
  public var memoryAvailable: Int
  /// The load average over one minute.
  public var load: Double
  /// Free bytes of the file system that holds the agent's state.
  public var diskFree: Int
  /// The host's wall clock, in milliseconds since 1970.
  public var clockMilliseconds: Int
  /// The Docker engine's version; none when it does not answer.
  public var dockerVersion: String?
  /// Why Docker does not answer.
  public var dockerProblem: String?
  /// Containers that run.
  public var containersRunning: Int?
  /// The agent's own resident memory, in bytes.
  public var agentResident: Int
  /// `vm.overcommit_memory`.
  public var overcommit: Int?
  /// Free bytes of the file system where `provision` puts a Redis; none on a host that may have none.
  public var redisDiskFree: Int?
  /// Whether the address that was asked for is one of the host's own.
  public var addressIsOwn: Bool?
  /// Running containers that start or replace others by themselves: watchtower, autoheal.
  public var restarters: [String]?
  /// Whether the image that was asked for is here.
  public var imagePresent: Bool?
  /// How Docker and the tailnet come up at boot; none unless an address was asked for.
  public var boot: BootFacts?

  /// Makes the facts.
  public init(
    kernel: String, uptimeSeconds: Int, memoryTotal: Int, memoryAvailable: Int, load: Double, diskFree: Int,
    clockMilliseconds: Int, dockerVersion: String?, dockerProblem: String?, containersRunning: Int?, agentResident: Int,
    overcommit: Int? = nil, redisDiskFree: Int? = nil, addressIsOwn: Bool? = nil, imagePresent: Bool? = nil,
    restarters: [String]? = nil, boot: BootFacts? = nil
  ) {
    self.kernel = kernel
    self.uptimeSeconds = uptimeSeconds
    self.memoryTotal = memoryTotal
    self.memoryAvailable = memoryAvailable
    self.load = load
    self.diskFree = diskFree
    self.clockMilliseconds = clockMilliseconds
    self.dockerVersion = dockerVersion
    self.dockerProblem = dockerProblem
    self.containersRunning = containersRunning
    self.agentResident = agentResident
    self.overcommit = overcommit
    self.redisDiskFree = redisDiskFree
    self.addressIsOwn = addressIsOwn
    self.imagePresent = imagePresent
    self.restarters = restarters
    self.boot = boot
  }
}
