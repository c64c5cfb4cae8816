/// How a container is doing (`State` of an inspection).
public struct ContainerState: Decodable, Hashable, Sendable {
  /// What the daemon calls its condition.
  public enum Status: String, Decodable, Hashable, Sendable {
    /// Never started.
    case created
    /// Its process runs.
    case running
    /// Frozen by `docker pause`.
    case paused
    /// Ended, and the daemon is about to start it again.
    case restarting
    /// Being removed.
    case removing
    /// Its process has ended.
    case exited
    /// Could not be removed.
    case dead
  }

  /// The result of the image's or the compose file's health check.
  public enum Health: String, Decodable, Hashable, Sendable {
    /// There is none.
    case none
    /// Not yet known.
    case starting
    /// The last probe succeeded.
    case healthy
    /// Too many probes have failed.
    case unhealthy
  }

  /// Its condition.
  public let status: Status
  /// Whether its process runs (also while paused or restarting).
  public let isRunning: Bool
  /// The process's exit code, 0 while it runs.
  public let exitCode: Int
  /// Whether the kernel killed it for memory.
  public let outOfMemory: Bool
  /// Why it could not be started, `cannot assign requested address` for example; empty else.
  public let error: String
  /// The process id on the host; 0 where it does not run.
  public let processIdentifier: Int
  /// When it was last started.
  public let startedAt: DockerTimestamp
  /// When it last ended; the year 1 where it never has.
  public let finishedAt: DockerTimestamp
  /// Its health check's result.
  public let health: Health

  private enum CodingKeys: String, CodingKey {
    case status = "Status"
    case isRunning = "Running"
    case exitCode = "ExitCode"
    case outOfMemory = "OOMKilled"
    case error = "Error"
    case processIdentifier = "Pid"
    case startedAt = "StartedAt"
    case finishedAt = "FinishedAt"
    case health = "Health"
  }

  private struct HealthReport: Decodable {
    let status: Health
    private enum CodingKeys: String, CodingKey { case status = "Status" }
  }

  /// Reads the daemon's `State`; without a health check there is no `Health`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    status = try container.decode(Status.self, forKey: .status)
    isRunning = try container.decode(Bool.self, forKey: .isRunning)
    exitCode = try container.decode(Int.self, forKey: .exitCode)
    outOfMemory = try container.decode(Bool.self, forKey: .outOfMemory)
    error = try container.decode(String.self, forKey: .error)
    processIdentifier = try container.decode(Int.self, forKey: .processIdentifier)
    startedAt = try container.decode(DockerTimestamp.self, forKey: .startedAt)
    finishedAt = try container.decode(DockerTimestamp.self, forKey: .finishedAt)
    health = try container.decodeIfPresent(HealthReport.self, forKey: .health)?.status ?? .none
  }
}
