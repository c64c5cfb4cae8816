/// How the App, which adds jobs and serves people, learns the URL of the new Redis.
enum FleetApp: Hashable, Sendable {
  /// An application of a Coolify that the coordinator calls; its token never leaves the laptop.
  case coolify(url: String, application: String, token: SecretSource, variable: String)
  /// A service of a compose project, moved as the workers are.
  case compose(host: String, project: String, file: String, service: String, variable: String)
  /// A container that only is watched.
  case container(host: String, name: String)
  /// What an operator does by hand; shown when it is time.
  case manual(String)
}
