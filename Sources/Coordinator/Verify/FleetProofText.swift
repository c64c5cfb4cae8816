/// That proof for people.
struct FleetProofText {
  let style: Style

  /// The lines, the verdict last.
  func lines(_ proof: FleetProof) -> [String] {
    var lines = [
      style.bold("\(proof.container) on \(proof.holder)")
        + (proof.run.map { " holds the pen since run \($0)" } ?? " holds the pen")
    ]
    lines.append(line(proof.flow.holds, "jobs", proof.flow.words))
    if !proof.flow.holds {
      lines.append("    next: look at the workers: docker compose logs; coordinator check workers")
    }
    for producer in proof.producers {
      lines.append(line(producer.state == .proven, "producer", producer.words))
      if let next = producer.next { lines.append("    next: \(next)") }
    }
    if proof.producers.isEmpty { lines.append("  no producers in the fleet file") }
    lines += otherSide(proof)
    lines.append(
      proof.holds ? style.green("all is proven") : style.red("not all is proven") + ": see above, then again")
    return lines
  }

  private func otherSide(_ proof: FleetProof) -> [String] {
    guard let stragglers = proof.stragglers else {
      return [line(false, "the other side", proof.silence ?? "unknown"), "    next: coordinator status"]
    }
    var lines = [line(stragglers.isEmpty, "the other side", stragglers.isEmpty ? "nobody talks to it" : "")]
    if !stragglers.isEmpty {
      lines = stragglers.map { line(false, "the other side", "\($0.words) still talks to it") }
      lines.append("    next: change the REDIS_URL of these and make them anew; their writes are refused there")
    }
    if let refused = proof.refused { lines.append("  the other side: \(refused.words)") }
    return lines
  }

  private func line(_ holds: Bool, _ name: String, _ words: String) -> String {
    "\(holds ? style.green(style.check) : style.red(style.cross)) \(name): \(words)"
  }
}
