import Cutover
import Protocol

/// How a run reaches the App, put together from the fleet file.
enum AppAccess: Sendable {
  /// An application of a Coolify; or why it cannot be used, which only a run that moves the App needs to know.
  case coolify(Result<CoolifyAccess, OperatorError>)
  /// A container that somebody else makes anew, and that is looked at.
  case container(HostID, name: String)
  /// What an operator does by hand.
  case manual(String)

  /// What the plan and the run's first lines say of it.
  func words(newRedis: String) -> String {
    switch self {
    case .coolify: "its variable is stored in Coolify before the drain, its container is made anew after the cut"
    case .container(let host, let name):
      "\(name) on \(host) is made anew by you after the cut, with \(newRedis); the run waits until it runs with that"
    case .manual(let text): "moved by you after the cut: \(text); the run waits for coordinator proceed"
    }
  }
}
