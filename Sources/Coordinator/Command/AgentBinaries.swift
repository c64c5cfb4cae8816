import Foundation

/// The agent's executables on this machine, one for each kind of processor (design, "Where things lie").
struct AgentBinaries: Sendable {
  /// Paths to try, the first one first.
  let candidates: [String]

  /// The one that was named, or those that lie where they are expected and exist.
  /// - Parameters:
  ///   - named: the path of `--agent`.
  ///   - directory: the folder of the coordinator's executable.
  ///   - exists: whether there is a file.
  /// - Throws: ``OperatorError`` when there is none.
  init(
    named: String?, beside directory: String, exists: (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }
  ) throws(OperatorError) {
    let expected = Self.expected(beside: directory)
    candidates = named.map { [$0] } ?? expected.filter(exists)
    guard candidates.allSatisfy(exists), !candidates.isEmpty else {
      throw OperatorError(
        code: "agent_binary", message: "there is no agent to send to the hosts",
        observed: named.map { "no file \($0)" } ?? "none of\n" + expected.joined(separator: "\n"),
        required: "cutover-agent for the hosts' processors",
        next: "build it (make agent), or name it with --agent PATH")
    }
  }

  /// Where an agent may lie: for each processor by name, this machine's first, then one that tells its processor itself.
  static func expected(beside directory: String) -> [String] {
    let architectures = AgentBinary.Architecture.local == .aarch64 ? ["aarch64", "x86_64"] : ["x86_64", "aarch64"]
    let names = architectures.map { "cutover-agent-\($0)" } + ["cutover-agent"]
    return [directory, directory + "/../libexec/cutover"].flatMap { folder in names.map { "\(folder)/\($0)" } }
  }

  /// The folder of this process's executable, links followed.
  static var executableDirectory: String {
    let path = Bundle.main.executableURL?.resolvingSymlinksInPath().path ?? CommandLine.arguments[0]
    return URL(filePath: path).deletingLastPathComponent().path
  }

  /// Reads the executables; those that are for the same processor as an earlier one are left out.
  /// - Throws: ``BootstrapError`` in the name of `host` when one cannot be read.
  func load(for host: String) throws(BootstrapError) -> [AgentBinary] {
    var binaries: [AgentBinary] = []
    for path in candidates {
      let binary = try AgentBinary(path: path, for: host)
      if !binaries.contains(where: { $0.architecture == binary.architecture }) { binaries.append(binary) }
    }
    return binaries
  }
}

extension AgentBinary.Architecture {
  /// This machine's.
  static var local: Self {
    #if arch(arm64)
      .aarch64
    #else
      .x86_64
    #endif
  }
}
