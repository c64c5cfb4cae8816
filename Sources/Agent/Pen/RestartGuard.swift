import Docker
import Protocol

/// Takes a Redis's restart policy away and puts it back: between lease and `finalize` Docker must not start a Redis of
/// the pair by itself, since it would come up with a role that nobody decided (`safety.md`, traps 9 and 10).
struct RestartGuard: Sendable {
  let docker: DockerAccess
  let state: AgentState

  /// Sets the policy to `no`, having recorded the one before, and reads it back.
  /// - Returns: whether it reads `no` now.
  func take(_ container: String) async throws(ProtocolError) -> Bool {
    do {
      let engine = try await docker.connected()
      let policy = try await engine.inspect(container).host.restartPolicy
      guard policy != .no else { return true }
      try await state.remember(
        .restartPolicyTaken(container: container, policy: "\(policy)", bootID: HostReader().bootID))
      return try await engine.updateRestartPolicy(of: container, to: .no).host.restartPolicy == .no
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// Whether the container runs; one that is gone does not.
  func isRunning(_ container: String) async throws(ProtocolError) -> Bool {
    do {
      return try await docker.connected().inspect(container).state.isRunning
    } catch let error as DockerError {
      if error.code == .notFound { return false }
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
  }

  /// Puts back what was taken; nothing when nothing was.
  func putBack(_ container: String) async throws(ProtocolError) {
    guard let text = await state.restorable.restartPolicies[container], let policy = RestartPolicy(text) else { return }
    do {
      _ = try await docker.connected().updateRestartPolicy(of: container, to: policy)
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch {
      throw (error as? ProtocolError) ?? ProtocolError(.internalError, "\(error)")
    }
    try await state.remember(.restartPolicyRestored(container: container))
  }
}
