import Foundation

/// What the stand-in for Coolify knows and how it answers, by the contract of v4's API. Each trap of the contract is a
/// property that a test sets.
struct CoolifyStandInState: Sendable {
  /// A call as it came.
  struct Call: Sendable {
    let method: String
    let target: String
    let authorization: String?
    let contentType: String?
    let body: String
  }

  /// What is answered.
  struct Answer: Sendable {
    var status = 200
    var body = ""
    var headers: [(String, String)] = []
    /// Whether the connection ends instead.
    var isDropped = false
    /// Whether nothing is ever answered.
    var isSilent = false
  }

  /// A stored variable.
  struct Variable: Sendable, Equatable {
    var uuid: String
    var key: String
    var value: String
    var isPreview = false
    var isLiteral = false
    var isMultiline = false
    var isShownOnce = false
    var isShared = false
    var isRuntime = true
    var isBuildtime = true
  }

  /// A row of the queue; each look at the queue takes the next status of what is left.
  struct Deployment: Sendable {
    var id: Int
    var uuid: String
    var status = "queued"
    var left: [String] = []
    var pullRequest = 0
  }

  static let token = "3|t0ken-of-the-lab"
  static let application = "app1"

  var variables: [Variable] = []
  var deployments: [Deployment] = []
  /// The environment of the container that runs.
  var running: [String: String] = [:]
  /// The calls that came.
  var calls: [String] = []
  /// The bodies of the calls that wrote a variable.
  var bodies: [String] = []

  var abilities: Set<String> = ["read", "read:sensitive", "write", "deploy"]
  var isDisabled = false
  var isForbiddenHere = false
  var hasTeam = true
  /// Whether the flags of newer versions are refused.
  var isOld = false
  /// Whether the application itself shows its number, as no version does.
  var showsNumber = false
  /// The header of the next 429 answers; an empty one is left out.
  var busy: [String] = []
  /// Statuses that a proxy answers next, whatever is asked.
  var proxyAnswers: [Int] = []
  /// Where every call is redirected to.
  var redirect: String?
  /// Whether the next POST is carried out and its connection ends without an answer.
  var dropsNextPost = false
  /// Whether nothing is ever answered.
  var isSilent = false
  /// Whether a deployment answers a UUID that is never stored.
  var answersPhantom = false
  /// What the next deployments go through.
  var course = ["in_progress", "finished"]
  /// How many bytes of log every row has.
  var logs = 1

  /// Answers one call.
  mutating func answer(_ call: Call) -> Answer {
    let target = call.target.hasPrefix("/api/v1") ? String(call.target.dropFirst("/api/v1".count)) : ""
    calls.append("\(call.method) \(target)")
    if isSilent { return Answer(isSilent: true) }
    if !proxyAnswers.isEmpty { return Answer(status: proxyAnswers.removeFirst(), body: "<html>") }
    if let redirect { return Answer(status: 302, headers: [("Location", redirect + call.target)]) }
    if !busy.isEmpty {
      let seconds = busy.removeFirst()
      return Answer(status: 429, headers: seconds.isEmpty ? [] : [("Retry-After", seconds)])
    }
    if let refusal = refusal(of: call) { return refusal }
    let parts = target.split(separator: "?")[0].split(separator: "/").map(String.init)
    let answer = answer(call, parts)
    if call.method == "POST", dropsNextPost {
      dropsNextPost = false
      return Answer(isDropped: true)
    }
    return answer
  }

  private func refusal(of call: Call) -> Answer? {
    if call.authorization != "Bearer \(Self.token)" { return message("Unauthenticated.", 401) }
    if isDisabled { return Answer(status: 403, body: #"{"success":true,"message":"API is disabled."}"#) }
    if isForbiddenHere {
      return Answer(status: 403, body: #"{"success":true,"message":"You are not allowed to access the API."}"#)
    }
    if !hasTeam { return Answer(status: 400, body: #"{"message":"Invalid token.","docs":"https://coolify.io"}"#) }
    let isWrite = call.method == "POST" || call.method == "PATCH"
    if isWrite,
      call.contentType != "application/json" || (try? JSONSerialization.jsonObject(with: Data(call.body.utf8))) == nil
    {
      return Answer(
        status: 400, body: #"{"message":"Invalid request.","error":"Content-Type must be application/json."}"#)
    }
    return nil
  }

  private mutating func answer(_ call: Call, _ parts: [String]) -> Answer {
    switch (call.method, parts.first ?? "", parts.count, parts.last ?? "") {
    case ("GET", "applications", 2, Self.application): return need("read") ?? application
    case (let method, "applications", 3, "envs") where parts[1] != Self.application:
      return need(method == "GET" ? "read" : "write") ?? message("Application not found.", 404)
    case ("POST", "applications", 3, "restart") where parts[1] != Self.application:
      return need("deploy") ?? message("Application not found.", 404)
    case ("GET", "applications", 3, "envs"): return need("read") ?? list
    case ("PATCH", "applications", 3, "envs"): return need("write") ?? patch(call)
    case ("POST", "applications", 3, "envs"): return need("write") ?? post(call)
    case ("DELETE", "applications", 4, let uuid): return need("write") ?? delete(uuid)
    case ("GET", "applications", 3, "restart"), ("GET", "deploy", 1, _):
      return message("This endpoint has changed to a POST request.", 405)
    case ("POST", "deploy", 1, _) where call.target.hasSuffix("/deploy?uuid=\(Self.application)"):
      return need("deploy") ?? deploy()
    case ("POST", "applications", 3, "restart") where parts[1] == Self.application:
      return need("deploy") ?? restart()
    case ("GET", "deployments", 3, Self.application) where parts[1] == "applications": return need("read") ?? queue()
    case ("GET", "deployments", 2, let uuid): return need("read") ?? deployment(uuid)
    default: return message("Not found.", 404)
    }
  }

  private func need(_ ability: String) -> Answer? {
    abilities.contains(ability) ? nil : message("Missing required permissions: \(ability)", 403)
  }

  private func message(_ text: String, _ status: Int) -> Answer {
    Answer(status: status, body: #"{"message":"\#(text)"}"#)
  }

  private func json(_ value: Any, _ status: Int = 200) -> Answer {
    let data = (try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])) ?? Data()
    return Answer(status: status, body: String(decoding: data, as: UTF8.self))
  }
}

// MARK: - The application and its variables

extension CoolifyStandInState {
  private var application: Answer {
    var row: [String: Any] = [
      "uuid": Self.application, "name": "fiskai", "fqdn": NSNull(), "build_pack": "nixpacks",
      "status": "running:healthy",
    ]
    if showsNumber { row["id"] = 7 }
    return json(row)
  }

  private func row(_ variable: Variable) -> [String: Any] {
    var row: [String: Any] = [
      "uuid": variable.uuid, "key": variable.key, "is_preview": variable.isPreview, "is_literal": variable.isLiteral,
      "is_multiline": variable.isMultiline, "is_shown_once": variable.isShownOnce, "is_shared": variable.isShared,
    ]
    if !isOld {
      row["is_runtime"] = variable.isRuntime
      row["is_buildtime"] = variable.isBuildtime
    }
    if abilities.contains("read:sensitive"), !variable.isShownOnce {
      row["value"] = variable.value
      row["real_value"] = variable.isLiteral ? "'\(variable.value)'" : variable.value
    }
    return row
  }

  private var list: Answer { json(variables.map(row)) }

  /// The variable that a body describes: what it omits is reset.
  private func read(_ call: Call, uuid: String) -> (variable: Variable?, refused: Set<String>) {
    let known: Set = [
      "key", "value", "is_preview", "is_literal", "is_multiline", "is_shown_once", "is_runtime", "is_buildtime",
    ]
    let fields = (try? JSONSerialization.jsonObject(with: Data(call.body.utf8))) as? [String: Any] ?? [:]
    let refused = Set(fields.keys).subtracting(isOld ? known.subtracting(["is_runtime", "is_buildtime"]) : known)
    guard let key = fields["key"] as? String, let value = fields["value"] as? String else { return (nil, refused) }
    func flag(_ name: String, _ usual: Bool = false) -> Bool { fields[name] as? Bool ?? usual }
    return (
      Variable(
        uuid: uuid, key: key, value: value, isPreview: flag("is_preview"), isLiteral: flag("is_literal"),
        isMultiline: flag("is_multiline"), isShownOnce: flag("is_shown_once"), isRuntime: flag("is_runtime", true),
        isBuildtime: flag("is_buildtime", true)), refused
    )
  }

  private func unknown(_ fields: Set<String>) -> Answer {
    json(
      [
        "message": "Validation failed.",
        "errors": Dictionary(uniqueKeysWithValues: fields.map { ($0, ["This field is not allowed."]) }),
      ], 422)
  }

  private mutating func patch(_ call: Call) -> Answer {
    bodies.append(call.body)
    let (new, refused) = read(call, uuid: "")
    if !refused.isEmpty { return unknown(refused) }
    guard var new, let index = variables.firstIndex(where: { $0.key == new.key && $0.isPreview == new.isPreview })
    else {
      return message("Environment variable not found.", 404)
    }
    new.uuid = variables[index].uuid
    variables[index] = new
    return json(row(new), 201)
  }

  private mutating func post(_ call: Call) -> Answer {
    bodies.append(call.body)
    let (new, refused) = read(call, uuid: "v\(variables.count + 1)")
    if !refused.isEmpty { return unknown(refused) }
    guard let new else { return message("Validation failed.", 422) }
    if variables.contains(where: { $0.key == new.key && $0.isPreview == new.isPreview }) {
      return message("Environment variable already exists. Use PATCH request to update it.", 409)
    }
    variables.append(new)
    return json(["uuid": new.uuid], 201)
  }

  private mutating func delete(_ uuid: String) -> Answer {
    guard let index = variables.firstIndex(where: { $0.uuid == uuid }) else {
      return message("Environment variable not found.", 404)
    }
    variables.remove(at: index)
    return message("Environment variable deleted.", 200)
  }
}

// MARK: - The queue

extension CoolifyStandInState {
  private mutating func enqueue() -> String {
    if answersPhantom, deployments.contains(where: { $0.status == "queued" || $0.status == "in_progress" }) {
      return "phantom"
    }
    let id = (deployments.map(\.id).max() ?? 0) + 1
    deployments.append(Deployment(id: id, uuid: "d\(id)", left: course))
    return answersPhantom ? "phantom" : "d\(id)"
  }

  private mutating func deploy() -> Answer {
    let uuid = enqueue()
    let row = ["message": "Application fiskai deployment queued.", "resource_uuid": Self.application]
    return json(["deployments": [row.merging(["deployment_uuid": uuid]) { $1 }]])
  }

  private mutating func restart() -> Answer {
    json(["message": "Restart request queued.", "deployment_uuid": enqueue()])
  }

  /// Time goes by: every row takes its next status. One that finishes has created the container anew.
  private mutating func advance() {
    for index in deployments.indices where !deployments[index].left.isEmpty {
      deployments[index].status = deployments[index].left.removeFirst()
      if deployments[index].status == "finished" {
        let stored = variables.filter { !$0.isPreview && $0.isRuntime }
        running = Dictionary(uniqueKeysWithValues: stored.map { ($0.key, $0.value) })
      }
    }
  }

  private func row(_ deployment: Deployment) -> [String: Any] {
    [
      "id": deployment.id, "application_id": "7", "deployment_uuid": deployment.uuid, "status": deployment.status,
      "pull_request_id": deployment.pullRequest, "logs": String(repeating: "x", count: logs),
    ]
  }

  private mutating func queue() -> Answer {
    advance()
    let newest = deployments.sorted { $0.id > $1.id }.prefix(10)
    return json(["count": deployments.count, "deployments": newest.map(row)])
  }

  private mutating func deployment(_ uuid: String) -> Answer {
    advance()
    guard let found = deployments.first(where: { $0.uuid == uuid }) else {
      return message("Deployment not found.", 404)
    }
    return json(row(found))
  }
}
