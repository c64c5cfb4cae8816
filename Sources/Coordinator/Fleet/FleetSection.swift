/// The mappings of a fleet file and the keys of each: the one place that says what a fleet file may contain. The reader
/// asks it, and a test compares it with `deploy/fleet.schema.json`.
enum FleetSection: String, CaseIterable, Sendable {
  case fleet = ""
  case host = "hosts.*"
  case hostSSH = "hosts.*.ssh"
  case redis = "redis"
  case redisSource = "redis.source"
  case redisSourcePassword = "redis.source.password"
  case redisTarget = "redis.target"
  case redisTargetPassword = "redis.target.password"
  case workers = "workers.*"
  case app = "app"
  case appCoolify = "app.coolify"
  case appCoolifyToken = "app.coolify.token"
  case appCompose = "app.compose"
  case appContainer = "app.container"
  case producer = "producers.*"
  case producerHTTP = "producers.*.http"
  case producerObserve = "producers.*.observe"
  case checks = "checks"
  case policy = "policy"
  case soakLimits = "policy.soak_limits"
  case tailnet = "tailnet"
  case notice = "notice"
  case noticeHeader = "notice.header"

  /// Keys that must be there.
  var required: [String] {
    switch self {
    case .fleet: ["fleet", "hosts"]
    case .host: ["address", "user"]
    case .redis: ["source", "target"]
    case .redisSource: ["host", "container"]
    case .redisTarget: ["host", "container", "directory", "publish", "maxmemory", "password"]
    case .workers: ["host", "project", "compose", "services", "variable"]
    case .appCoolify: ["url", "application", "token", "variable"]
    case .appCompose: ["host", "project", "file", "service", "variable"]
    case .appContainer: ["host", "name"]
    case .producer: ["name", "queue"]
    case .producerHTTP: ["method", "url"]
    case .producerObserve: ["within"]
    case .notice: ["url"]
    case .hostSSH, .redisSourcePassword, .redisTargetPassword, .app, .appCoolifyToken, .checks, .policy, .soakLimits,
      .tailnet, .noticeHeader:
      []
    }
  }

  /// Keys that may be there.
  var optional: [String] {
    switch self {
    case .fleet: ["redis", "workers", "app", "producers", "checks", "policy", "tailnet", "notice"]
    case .host: ["ssh"]
    case .hostSSH: ["key", "known_hosts", "port"]
    case .redis: ["prefix"]
    case .redisSource: ["password"]
    case .redisTarget: ["image"]
    case .producerHTTP: ["from"]
    case .checks: ["allowed_mounts", "started"]
    case .policy: ["write_pause", "drain", "soak", "soak_limits", "hold", "fsync", "stand_in"]
    case .soakLimits: ["memory", "lag", "failed", "failed_percent", "restarts"]
    case .tailnet: ["allow", "require"]
    case .notice: ["header"]
    case .redisSourcePassword, .redisTargetPassword, .workers, .app, .appCoolify, .appCoolifyToken, .appCompose,
      .appContainer, .producer, .producerObserve, .noticeHeader:
      []
    }
  }

  /// Keys of which exactly one must be there.
  var exactlyOne: [String] {
    switch self {
    case .redisSourcePassword, .appCoolifyToken, .noticeHeader: ["file", "env"]
    case .redisTargetPassword: ["file", "env", "generate"]
    case .app: ["coolify", "compose", "container", "manual"]
    case .producer: ["http", "observe", "manual"]
    case .fleet, .host, .hostSSH, .redis, .redisSource, .redisTarget, .workers, .appCoolify, .appCompose,
      .appContainer, .producerHTTP, .producerObserve, .checks, .policy, .soakLimits, .tailnet, .notice:
      []
    }
  }

  /// Valid keys that this version reads and checks, but that change nothing yet.
  var notEnforced: [String] {
    switch self {
    case .tailnet: keys
    case .policy: ["fsync"]
    case .fleet, .host, .hostSSH, .redis, .redisSource, .redisSourcePassword, .redisTarget, .redisTargetPassword,
      .workers,
      .app, .appCoolify, .appCoolifyToken, .appCompose, .appContainer, .producer, .producerHTTP, .producerObserve,
      .checks, .soakLimits, .notice, .noticeHeader:
      []
    }
  }

  /// Whether the mapping says where a secret is: what stands in it is never shown, it might be the secret itself, as the
  /// URL of a webhook is.
  var namesSecret: Bool {
    switch self {
    case .redisSourcePassword, .redisTargetPassword, .appCoolifyToken, .notice, .noticeHeader: true
    case .fleet, .host, .hostSSH, .redis, .redisSource, .redisTarget, .workers, .app, .appCoolify, .appCompose,
      .appContainer, .producer, .producerHTTP, .producerObserve, .checks, .policy, .soakLimits, .tailnet:
      false
    }
  }

  /// All keys.
  var keys: [String] { required + exactlyOne + optional }
}
