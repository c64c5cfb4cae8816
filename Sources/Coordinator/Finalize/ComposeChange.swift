import Protocol

/// The change of compose files that an operator commits after the old Redis is gone, in words: which lines of which file.
/// The lines themselves are not shown; they may hold secrets.
struct ComposeChange: Sendable {
  /// The host where the files lie.
  let host: String
  let definitions: [ComposeDefinition]

  /// The lines of a report; empty where no file defines it any more.
  var lines: [String] {
    definitions.flatMap { definition -> [String] in
      var lines = [
        "compose change to commit on \(host):", "  --- \(definition.file)",
        "  - services.\(definition.service)\(definition.lineWords)",
      ]
      for dependent in definition.dependents {
        lines.append("  - \(definition.service) in services.\(dependent).depends_on")
      }
      for volume in definition.volumes {
        lines.append("  - volumes.\(volume), once the volume is removed and no other service uses it")
      }
      lines.append("  then check it: docker compose -f \(definition.file) config --quiet")
      return lines
    }
  }
}
