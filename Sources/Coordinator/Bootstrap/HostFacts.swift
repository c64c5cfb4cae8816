/// What the probe script found on a host (``HostCommands/probe``): one `key=value` a line, lists by repetition.
struct HostFacts: Sendable, Equatable {
  /// A directory of the fleet file as it is on the host.
  struct Directory: Sendable, Equatable {
    let owner: String
    let mode: String
  }

  /// A program that listens on the agent's port.
  struct Listener: Sendable, Equatable {
    let address: String
    /// As `ss` prints it: `users:(("NAME",pid=1,fd=3))`, or empty.
    let process: String

    /// Whether the process with this id has it open.
    func belongs(to identifier: Int) -> Bool { identifier != 0 && process.contains("pid=\(identifier),") }

    /// The program in words, for messages: `NAME (process 1)`.
    var owner: String {
      let name = process.split(separator: "\"").dropFirst().first ?? "a program"
      return identifier.map { "\(name) (process \($0))" } ?? String(name)
    }

    /// The command that tells more about the program, for the operator.
    var inspection: String {
      identifier.map { "systemctl status \($0)" } ?? "sudo ss -ltnp | grep -F '\(address)'"
    }

    private var identifier: Substring? {
      process.firstRange(of: "pid=").map { process[$0.upperBound...].prefix(while: \.isNumber) }
    }
  }

  var system = ""
  var machine = ""
  var userID = ""
  var isPrivileged = false
  var sudoMessage = ""
  var hasSystemd = false
  var dockerClient = ""
  var dockerServer = ""
  var dockerMessage = ""
  var dockerCompose = ""
  var hasDockerGroup = false
  var hasUser = false
  var addresses: [String] = []
  var listeners: [Listener] = []
  /// Main process of the agent's unit, or 0.
  var mainProcess = 0
  var unitState = ""
  var unitFileState = ""
  /// Free space in KiB by directory.
  var freeKiB: [String: Int64] = [:]
  /// SHA-256 of installed files by path; what is missing there is not in here.
  var digests: [String: String] = [:]
  var authorityPEM = ""
  var certificatePEM = ""
  var hasKey = false
  var hasPending = false
  var directories: [String: Directory] = [:]

  /// Reads the probe's output. Lines with unknown keys are ignored, so that an older coordinator reads a newer script.
  init(parsing output: String) {
    for line in output.split(whereSeparator: \.isNewline) {
      guard let equals = line.firstIndex(of: "=") else { continue }
      take(String(line[..<equals]), String(line[line.index(after: equals)...]))
    }
  }

  /// Facts to be filled in by tests.
  init() {}

  private mutating func take(_ key: String, _ value: String) {
    let words = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
    switch key {
    case "system": system = value
    case "machine": machine = value
    case "uid": userID = value
    case "privileged": isPrivileged = value == "yes"
    case "sudo_message": sudoMessage = value
    case "systemd": hasSystemd = value == "yes"
    case "docker_client": dockerClient = value
    case "docker_server": dockerServer = value
    case "docker_message": dockerMessage = value
    case "docker_compose": dockerCompose = value
    case "docker_group": hasDockerGroup = !value.isEmpty
    case "user": hasUser = !value.isEmpty
    case "address": addresses.append(value.split(separator: "/").first.map(String.init) ?? value)
    case "listener": listeners.append(Listener(address: words.first ?? "", process: words.count > 1 ? words[1] : ""))
    case "main_process": mainProcess = Int(value) ?? 0
    case "unit_state": unitState = value
    case "unit_file_state": unitFileState = value
    case "free": if words.count == 2 { freeKiB[words[1]] = Int64(words[0]) }
    case "digest": if words.count == 2 { digests[words[1]] = words[0] }
    case "authority": authorityPEM = value.replacing("|", with: "\n")
    case "certificate": certificatePEM = value.replacing("|", with: "\n")
    case "key": hasKey = value == "yes"
    case "pending": hasPending = value == "yes"
    case "directory": takeDirectory(value)
    default: break
    }
  }

  private mutating func takeDirectory(_ value: String) {
    let parts = value.split(separator: " ", maxSplits: 2).map(String.init)
    guard parts.count == 3 else { return }
    directories[parts[2]] = Directory(owner: parts[0], mode: parts[1])
  }
}
