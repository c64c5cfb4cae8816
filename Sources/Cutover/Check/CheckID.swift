/// The closed list of checks, by the names that operators type: `group.subject`.
public enum CheckID: String, Sendable, Hashable, Codable, CaseIterable {
  /// Docker answers the agent.
  case docker = "host.docker"
  /// Room for the agent's journal, and beside the new Redis for its files.
  case disk = "host.disk"
  /// The hosts' clocks agree: lock times and delayed jobs are absolute.
  case clock = "host.clock"
  /// Memory for the new Redis, and for the fork that copies the old one.
  case memory = "host.memory"
  /// `vm.overcommit_memory`: without it a fork of a large Redis may fail (Redis's own warning at its start).
  case overcommit = "host.overcommit"

  /// Nothing on the hosts starts or replaces containers by itself: it would bring the old Redis back, unfenced.
  case restarters = "host.restarters"

  /// The Redis that leads answers and has loaded its data.
  case answers = "redis.answers"
  /// The one that leads is a master and the pen's.
  case role = "redis.role"
  /// It is one server alone: Sentinel or a cluster would promote one on its own.
  case standalone = "redis.standalone"
  /// Both would refuse writes as soon as they follow: the fence rests on it.
  case readOnly = "redis.read-only"
  /// The new one reads what the old one writes.
  case versions = "redis.versions"
  /// All keys are in database 0, where BullMQ has them: replication carries all, our counts only that one.
  case databases = "redis.databases"
  /// No eviction: for BullMQ every evicted key is a lost job.
  case eviction = "redis.eviction"
  /// None was evicted so far.
  case evicted = "redis.evicted"
  /// The last save, rewrite and append went well.
  case persistence = "redis.persistence"
  /// No modules: the new Redis has none, and would refuse the copy.
  case modules = "redis.modules"
  /// Functions travel with the copy, and need 7.0 on the other side.
  case functions = "redis.functions"
  /// The container's own limit leaves room for its maxmemory and a fork.
  case containerMemory = "redis.container-memory"
  /// Every id that waits has its job.
  case dangling = "redis.dangling"
  /// Every client's address has an owner: a container of its host.
  case clients = "redis.clients"
  /// The new Redis is absent, empty, or this fleet's own replica.
  case target = "redis.target"
  /// The address where the new Redis is published is one of its host's.
  case publish = "redis.publish"
  /// The new Redis's image is on its host.
  case image = "redis.image"
  /// The new Redis's password is one.
  case password = "redis.password"
  /// The new Redis's limit is above what the old one holds, and the one that the fleet file says.
  case room = "redis.room"
  /// Every host reaches the new Redis with its password.
  case login = "redis.login"
  /// The new Redis is reached from inside a container, since that is where clients live.
  case reach = "redis.reach"

  /// One file supplies the variable, and nothing overrides it.
  case variable = "workers.variable"
  /// Every worker's container runs.
  case running = "workers.running"
  /// Every worker really has the URL that the file says.
  case url = "workers.url"
  /// No other variable of a worker leads to the same Redis: it would stay behind.
  case otherVariables = "workers.other-variables"
  /// No job runs longer than the drain waits.
  case jobs = "workers.jobs"
  /// No worker was refused a connection since its start.
  case connections = "workers.connections"
  /// No worker keeps being restarted.
  case restarts = "workers.restarts"
  /// The grace of a stop by hand is not below what the drain gives.
  case grace = "workers.grace"
  /// No other service of the project depends on a worker, or on the old Redis: it would be affected.
  case dependents = "workers.depends"

  /// No source code is mounted into a worker (the runbook's 1.5.1).
  case mounts = "portability.mounts"
  /// No module was missing since the container's start (1.5.2 and 1.5.4).
  case moduleErrors = "portability.modules"
  /// The worker has said that it started (1.5.3).
  case started = "portability.started"

  /// Coolify's token does not cross a network in clear.
  case plainHTTP = "app.plain-http"
  /// Coolify answers, and its token has what a run needs.
  case coolify = "app.coolify"
  /// Coolify's token may write and deploy, found out by calls that cannot do anything.
  case abilities = "app.abilities"
  /// The App's variable is one of its own, and its value can be read and put back.
  case appVariable = "app.variable"
  /// No deployment of the App is under way: it may have read the old value already.
  case deployments = "app.deployments"
  /// The App's container runs on a host of the fleet, and has what is stored.
  case appContainer = "app.container"

  /// The hosts reach each other directly, not through a relay.
  case path = "tailnet.path"

  /// Every agent of the fleet answers.
  case finalizeAgents = "finalize.agents"
  /// The new Redis holds the pen.
  case finalizePen = "finalize.pen"
  /// No run is open.
  case finalizeRun = "finalize.run"
  /// The cutover is a day old.
  case finalizeAge = "finalize.age"
  /// The old Redis follows the new one: the backup has what it has.
  case finalizeLink = "finalize.link"
  /// Nobody talks to the old Redis any more.
  case finalizeClients = "finalize.clients"
  /// No compose file would bring the old Redis back.
  case finalizeCompose = "finalize.compose-file"
  /// Room for the backup.
  case finalizeRoom = "finalize.room"

  /// Its group.
  public var group: CheckGroup {
    switch self {
    case .docker, .disk, .clock, .memory, .overcommit, .restarters: .host
    case .answers, .role, .standalone, .readOnly, .versions, .databases, .eviction, .evicted, .persistence, .modules,
      .functions,
      .containerMemory, .dangling, .clients, .target, .publish, .image, .password, .room, .login, .reach:
      .redis
    case .variable, .running, .url, .otherVariables, .jobs, .connections, .restarts, .grace, .dependents: .workers
    case .mounts, .moduleErrors, .started: .portability
    case .plainHTTP, .coolify, .abilities, .appVariable, .deployments, .appContainer: .app
    case .path: .tailnet
    case .finalizeAgents, .finalizePen, .finalizeRun, .finalizeAge, .finalizeLink, .finalizeClients, .finalizeCompose,
      .finalizeRoom:
      .finalize
    }
  }

  /// What it is called in a list.
  public var title: String {
    switch self {
    case .docker: "Docker answers"
    case .disk: "room on disk"
    case .clock: "clocks agree"
    case .memory: "room in memory"
    case .overcommit: "memory may be overcommitted"
    case .restarters: "nothing restarts containers"
    case .answers: "the leading Redis answers"
    case .role: "the leading Redis is a master"
    case .standalone: "one server alone"
    case .readOnly: "followers refuse writes"
    case .versions: "the versions fit"
    case .databases: "all keys in database 0"
    case .eviction: "no eviction"
    case .evicted: "no key was evicted"
    case .persistence: "saves and appends go well"
    case .modules: "no modules"
    case .functions: "functions can travel"
    case .containerMemory: "the container's memory suffices"
    case .dangling: "every waiting id has its job"
    case .clients: "every client is known"
    case .target: "the new Redis may be used"
    case .publish: "the published address is the host's"
    case .image: "the image is there"
    case .password: "a real password"
    case .room: "room for the data"
    case .login: "reached from each host"
    case .reach: "reached from inside a container"
    case .variable: "one file supplies the URL"
    case .running: "every worker runs"
    case .url: "every worker has that URL"
    case .otherVariables: "no second variable"
    case .jobs: "jobs end within the drain"
    case .connections: "no connection refused"
    case .restarts: "no worker restarts by itself"
    case .grace: "stops wait for jobs"
    case .dependents: "nothing else depends on them"
    case .mounts: "no source code is mounted"
    case .moduleErrors: "no module is missing"
    case .started: "workers have started"
    case .plainHTTP: "the token is not sent in clear"
    case .coolify: "Coolify takes the token"
    case .abilities: "the token may write and deploy"
    case .appVariable: "the App's variable can be put back"
    case .deployments: "no deployment is under way"
    case .appContainer: "the App runs with what is stored"
    case .path: "a direct path"
    case .finalizeAgents: "every agent answers"
    case .finalizePen: "the new Redis holds the pen"
    case .finalizeRun: "no run is open"
    case .finalizeAge: "the cutover is a day old"
    case .finalizeLink: "the old Redis follows"
    case .finalizeClients: "nobody talks to the old Redis"
    case .finalizeCompose: "no compose file defines the old Redis"
    case .finalizeRoom: "room for the backup"
    }
  }

  /// Whether an operator may accept a failure by name. What the safety of a run rests on may not be accepted.
  public var isAcceptable: Bool {
    switch self {
    case .docker, .answers, .role, .standalone, .readOnly, .versions, .databases, .modules, .target, .variable,
      .password, .coolify, .abilities, .appVariable, .finalizeAgents, .finalizePen, .finalizeRun, .finalizeClients,
      .finalizeRoom:
      false
    case .disk, .clock, .memory, .overcommit, .restarters, .eviction, .evicted, .persistence, .functions,
      .containerMemory,
      .dangling, .clients, .publish, .image, .room, .login, .reach, .running, .url, .otherVariables, .jobs,
      .connections,
      .restarts, .grace, .dependents, .mounts, .moduleErrors,
      .started, .plainHTTP, .deployments, .appContainer, .path, .finalizeAge, .finalizeLink, .finalizeCompose:
      true
    }
  }
}
