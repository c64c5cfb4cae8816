import Foundation

@testable import Coordinator

/// Fleet files for tests: a correct one, variations of it, and what reading them says.
enum FleetText {
  /// A correct fleet file with every section that a cutover uses. Tests replace a part of it.
  static let correct = """
    fleet: fiskai
    hosts:
      vps-01: { address: 100.64.123.81, user: admin }
      vps: { address: 100.120.14.126, user: admin }
    redis:
      source: { host: vps-01, container: fiskai-redis }
      target:
        host: vps
        container: fiskai-redis-vps
        directory: /opt/redis
        publish: 100.120.14.126:6379
        maxmemory: 8gb
        password: { file: ./secrets/redis-password }
    workers:
      - host: vps-01
        project: /home/admin/FiskAI
        compose: docker-compose.workers.yml
        services: "worker-*"
        variable: REDIS_URL
    """

  static func load(_ text: String) throws(FleetError) -> Fleet {
    let paths = FleetPaths(file: "fleet.yaml", workingDirectory: "/srv/ops", home: "/home/me")
    return try FleetFile.parse(text, file: "fleet.yaml", paths: paths)
  }

  /// The problems of a text; empty if it is correct.
  static func problems(_ text: String) -> [FleetProblem] {
    do {
      _ = try load(text)
      return []
    } catch {
      return error.problems
    }
  }

  /// The problems of the correct file with one part replaced.
  static func problems(replacing part: String, with other: String) -> [FleetProblem] {
    precondition(correct.contains(part), "the correct file has no `\(part)`")
    return problems(correct.replacing(part, with: other))
  }

  /// The folder `deploy` of the repository.
  static var deploy: URL {
    URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("../../deploy").standardizedFileURL
  }
}
