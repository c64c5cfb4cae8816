import Cutover

/// What `coordinator verify` found: the object that it prints with `--json`. Fields are added, never renamed or removed.
struct FleetProof: Codable, Hashable, Sendable {
  /// The host whose Redis holds the pen.
  let holder: String
  /// That Redis's container.
  let container: String
  /// The run that moved the pen there; none where it was there always, or where no record of it is left.
  let run: String?
  /// When, in milliseconds since 1970.
  let movedAt: Int?
  /// Whether jobs flow.
  let flow: FlowProof
  /// The producers, in the order of the fleet file.
  let producers: [ProducerResult]
  /// Who still talks to the other Redis; none where its agent did not answer.
  let stragglers: [Straggler]?
  /// How often it refused a write.
  let refused: RefusedWrites?
  /// Why the other side is not known; none where it is.
  let silence: String?

  /// Whether all is proven: jobs flow, every producer was seen, and nobody talks to the other Redis. What that one has
  /// refused is no verdict: between the cut and the App's move it refuses the App's adds.
  var holds: Bool {
    flow.holds && producers.allSatisfy { $0.state == .proven } && stragglers?.isEmpty == true
  }
}
