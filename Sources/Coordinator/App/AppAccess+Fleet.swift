import Cutover
import Protocol

/// From the fleet file to the App.
extension AppAccess {
  /// None where the fleet names no App, or one that compose runs: that one is moved with the workers.
  /// - Parameters:
  ///   - app: what the fleet file says.
  ///   - stateDirectory: where the App's old value is kept.
  ///   - acceptsPlainHTTP: whether the operator accepted a token in clear by name.
  init?(
    _ app: FleetApp?, stateDirectory: String, environment: [String: String], acceptsPlainHTTP: Bool
  ) {
    switch app {
    case .coolify(let url, let application, let token, let variable):
      do throws(OperatorError) {
        let address = try Self.address(url, acceptsPlainHTTP)
        self = .coolify(
          .success(
            CoolifyAccess(
              address: address, token: try Self.token(token, environment), application: application,
              variable: variable,
              records: AppRecordFile(stateDirectory: stateDirectory))))
      } catch {
        self = .coolify(.failure(error))
      }
    case .container(let host, let name): self = .container(HostID(rawValue: host), name: name)
    case .manual(let text): self = .manual(text)
    case .compose, nil: return nil
    }
  }

  private static func address(_ url: String, _ accepts: Bool) throws(OperatorError) -> CoolifyAddress {
    do throws(CoolifyError) {
      return try CoolifyAddress(url, acceptsPlainHTTP: accepts)
    } catch {
      throw error.operatorError
    }
  }

  private static func token(_ source: SecretSource, _ environment: [String: String]) throws(OperatorError) -> Secret {
    guard let token = source.secret(in: environment) else {
      throw OperatorError(
        code: "app_token", message: "Coolify's token is not there", observed: "nothing in \(source.place)",
        required: "a token with the abilities read, read:sensitive, write and deploy",
        next: "make one in Coolify under Keys & Tokens and put it there; or leave the App out with --workers-only")
    }
    return token
  }
}
