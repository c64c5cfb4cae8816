/// The target Redis as a compose project: what the runbook's step 1 writes by hand, without its defects
/// (redis-bullmq.md, "What the runbook gets wrong").
///
/// The container runs as a plain user of the host, whose directories it gets: no image's entry point then has anything to
/// hand over (the official one changes owners only as root), and CONFIG REWRITE, which renames a temporary file beside
/// the configuration, works because the directory is mounted and not the file.
public struct RedisTemplate: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The compose service's name.
  public static let service = "redis"
  /// Where Redis finds its configuration in the container.
  public static let configurationPath = "/usr/local/etc/redis/redis.conf"

  /// The container's name.
  public let container: String
  /// The image, with the source's exact version as its tag.
  public let image: String
  /// The project directory on the host, absolute.
  public let directory: String
  /// The host's address on which the port is published: the tailnet address.
  public let publishAddress: String
  /// The published port.
  public let publishPort: Int
  /// `8gb`.
  public let maximumMemory: String
  /// The user and group that Redis runs as: the owner of the directory.
  public let user: UInt32
  /// The group that Redis runs as.
  public let group: UInt32
  private let password: String

  /// Takes the parameters.
  /// - Parameters:
  ///   - container: the container's name.
  ///   - image: the image with its tag.
  ///   - directory: the project directory on the host, absolute.
  ///   - publish: `ADDRESS:PORT` or `[IPV6]:PORT`.
  ///   - maximumMemory: a number with `kb`, `mb`, `gb` or nothing.
  ///   - password: not empty.
  ///   - user: the user id that Redis runs as, not 0.
  ///   - group: its group id.
  /// - Throws: `parameterInvalid`, naming the parameter.
  public init(
    container: String, image: String, directory: String, publish: String, maximumMemory: String, password: String,
    user: UInt32, group: UInt32
  ) throws(DockerError) {
    try Self.require(Self.isName(container), "container", "letters, digits, '_', '.' and '-'")
    let isImage = ImageReference(image) != nil && Self.isPlain(image)
    try Self.require(isImage, "image", "a name and a tag")
    try Self.require(directory.hasPrefix("/") && Self.isPlain(directory), "directory", "an absolute plain path")
    try Self.require(Self.isMemory(maximumMemory), "maxmemory", "a number with kb, mb or gb")
    try Self.require(!password.isEmpty && !password.utf8.contains(0), "password", "at least one character")
    try Self.require(user != 0, "user", "a user other than root")
    guard let colon = publish.lastIndex(of: ":"), let port = Int(publish[publish.index(after: colon)...]),
      (1...65_535).contains(port)
    else { throw Self.invalid("publish", "ADDRESS:PORT") }
    let address = publish[..<colon].filter { $0 != "[" && $0 != "]" }
    try Self.require(Self.isAddress(address), "publish", "one address of this host, not all of them")
    self.container = container
    self.image = image
    self.directory = directory
    publishAddress = address
    publishPort = port
    self.maximumMemory = maximumMemory
    self.password = password
    self.user = user
    self.group = group
  }

  /// The compose project to start it with.
  public var project: ComposeProject {
    ComposeProject(directory: directory, files: ["docker-compose.yml"], name: projectName)
  }

  /// The directories to make below ``directory``, all with mode 0700 and the owner that Redis runs as. Compose would
  /// make missing ones as root.
  public var directories: [String] { ["conf", "data", "secrets"] }

  /// The files to write, those with secrets included.
  public var files: [TemplateFile] {
    [
      TemplateFile(path: "docker-compose.yml", mode: 0o644, text: compose, isOwnedByRedis: false),
      TemplateFile(path: "secrets/password.conf", mode: 0o400, text: passwordFile, isOwnedByRedis: false),
      TemplateFile(path: "conf/redis.conf", mode: 0o600, text: configuration, isOwnedByRedis: true),
    ]
  }

  /// The parameters without the password.
  public var description: String { "\(container) from \(image) in \(directory), published on \(publish)" }
  /// The parameters without the password.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

// MARK: - What is rendered

extension RedisTemplate {
  private var publish: String {
    publishAddress.contains(":") ? "[\(publishAddress)]:\(publishPort)" : "\(publishAddress):\(publishPort)"
  }

  /// Compose wants lower-case letters, digits, hyphens and underscores, beginning with a letter or digit.
  private var projectName: String { String(container.lowercased().map { $0 == "." ? "-" : $0 }) }

  private var compose: String {
    """
    # Written by cutover. The password is in secrets/, never in this file.
    name: "\(projectName)"
    services:
      \(Self.service):
        image: "\(image)"
        container_name: "\(container)"
        user: "\(user):\(group)"
        entrypoint: ["redis-server"]
        command: ["\(Self.configurationPath)"]
        working_dir: /data
        restart: unless-stopped
        stop_grace_period: 60s
        read_only: true
        cap_drop: [ALL]
        security_opt: ["no-new-privileges:true"]
        ports:
          - "\(publish):6379"
        volumes:
          - { type: bind, source: ./data, target: /data, bind: { create_host_path: false } }
          - { type: bind, source: ./conf, target: /usr/local/etc/redis, bind: { create_host_path: false } }
          - { type: bind, source: ./secrets, target: /run/secrets/redis, read_only: true, bind: { create_host_path: false } }
        healthcheck:
          # Without a password Redis answers NOAUTH: it is alive, and no password is in a command line.
          test: ["CMD-SHELL", "redis-cli -h 127.0.0.1 ping 2>&1 | grep -q -e PONG -e NOAUTH"]
          interval: 10s
          timeout: 5s
          retries: 3
        logging:
          driver: json-file
          options: { max-size: "10m", max-file: "3" }

    """
  }

  private var configuration: String {
    """
    # Written by cutover; CONFIG REWRITE changes it (replicaof, and a copy of the password: mode 0600).
    # Every address of the container: the host publishes the port on one address only.
    bind * -::*
    protected-mode yes
    port 6379
    tcp-keepalive 60
    timeout 0
    dir /data
    logfile ""
    loglevel notice

    # BullMQ loses jobs under any other policy.
    maxmemory \(maximumMemory)
    maxmemory-policy noeviction

    # The append-only file alone: a snapshot at every stop would only make stops slow.
    save ""
    appendonly yes
    appendfsync everysec
    aof-use-rdb-preamble yes

    # The copy from the old Redis, and the link back to it that keeps a rollback lossless.
    replica-read-only yes
    replica-ignore-maxmemory yes
    repl-diskless-load on-empty-db
    repl-diskless-sync yes
    repl-diskless-sync-delay 0
    repl-timeout 300
    repl-backlog-size 256mb
    repl-backlog-ttl 0
    client-output-buffer-limit replica 1gb 512mb 300

    include /run/secrets/redis/password.conf

    """
  }

  /// Redis reads `"…"` with `\\xHH` escapes, which every byte but letters and digits gets.
  private var passwordFile: String {
    let digits = Array("0123456789abcdef")
    var quoted = ""
    for byte in password.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        quoted.unicodeScalars.append(Unicode.Scalar(byte))
      default: quoted += "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return "requirepass \"\(quoted)\"\n"
  }
}

// MARK: - What is accepted

extension RedisTemplate {
  private static func require(_ holds: Bool, _ parameter: String, _ required: String) throws(DockerError) {
    guard holds else { throw invalid(parameter, required) }
  }

  private static func invalid(_ parameter: String, _ required: String) -> DockerError {
    DockerError(
      .parameterInvalid, "redis.target.\(parameter) is not valid: \(required) required",
      remedy: "Correct redis.target.\(parameter) in the fleet file.")
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetterOrDigit(first) else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || "_.-".utf8.contains($0) }
  }

  /// Nothing that YAML, compose's interpolation or a shell would read as more than text.
  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { isLetterOrDigit($0) || "/._-:@+".utf8.contains($0) }
  }

  private static func isMemory(_ text: String) -> Bool {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), number > 0 else { return false }
    return ["", "b", "k", "kb", "m", "mb", "g", "gb"].contains(text.dropFirst(digits.count).lowercased())
  }

  private static func isAddress(_ text: String) -> Bool {
    let isHexadecimal = text.utf8.allSatisfy { byte in
      "0123456789abcdefABCDEF.:".utf8.contains(byte)
    }
    return isHexadecimal && (text.contains(".") || text.contains(":")) && text != "0.0.0.0" && text != "::"
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
