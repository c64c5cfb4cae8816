/// An application as Coolify describes it, as far as a run needs it.
struct CoolifyApplication: Hashable, Sendable, Decodable {
  /// Coolify's number of it, which its containers have as the label `coolify.applicationId`. The API hides the number in
  /// the application itself (`makeHidden` of its controller) and tells it in the rows of its deployments only, so it is
  /// nil for an application that was never deployed.
  var id: Int?
  let name: String
  /// How it is built: `nixpacks`, `dockerfile`, `dockerimage`, and so on.
  let buildPack: String
  /// Its state and health in one word: `running:healthy`.
  let status: String

  private enum CodingKeys: String, CodingKey {
    case id, name, status
    case buildPack = "build_pack"
  }
}
