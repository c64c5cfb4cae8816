import Foundation

/// Loads fleet files.
enum FleetFile {
  /// More is no fleet file.
  private static let maximumBytes = 1 << 20

  /// Reads and checks a file. All that is wrong with it is in the one error.
  static func load(_ path: String) throws(FleetError) -> Fleet {
    guard let data = FileManager.default.contents(atPath: path) else {
      let exists = FileManager.default.fileExists(atPath: path)
      throw FleetError(problems: [
        SourceLines(file: path, text: "").problem(
          at: nil, exists ? "the fleet file cannot be read" : "there is no fleet file",
          observed: exists ? "no permission to read \(path), or a directory" : "no file \(path)",
          required: "a fleet file",
          next: exists ? "check `ls -l \(path)`" : "name it with --fleet FILE, or copy deploy/fleet.example.yaml",
          showsLine: false)
      ])
    }
    guard data.count <= maximumBytes, let text = String(data: data, encoding: .utf8) else {
      throw FleetError(problems: [
        SourceLines(file: path, text: "").problem(
          at: nil, "this is no fleet file", observed: "\(data.count) bytes that are not UTF-8 text, or too many",
          required: "UTF-8 text of at most 1 MiB", next: "check the path given with --fleet", showsLine: false)
      ])
    }
    let environment = ProcessInfo.processInfo.environment
    let paths = FleetPaths(
      file: path, workingDirectory: FileManager.default.currentDirectoryPath, home: environment["HOME"])
    return try parse(text, file: path, paths: paths)
  }

  /// Checks a text; pure.
  static func parse(_ text: String, file: String, paths: FleetPaths) throws(FleetError) -> Fleet {
    let text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    let lines = SourceLines(file: file, text: text)
    let yaml = try FleetYAML(text, lines: lines)
    var reader = FleetReader(lines: lines, paths: paths, problems: yaml.problems)
    let fleet = reader.fleet(yaml.root)
    guard let fleet, reader.problems.isEmpty else {
      throw FleetError(problems: reader.problems)
    }
    return fleet
  }
}
