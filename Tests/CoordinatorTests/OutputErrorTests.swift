import Testing

@testable import Coordinator

@Suite("An error as the operator gets it")
struct OutputErrorTests {
  private static let refused = OperatorError(
    code: "drain_timeout", message: "worker-ocr did not stop", observed: "running after 60 s",
    required: "stopped within policy.drain", next: "raise policy.drain, or\nlook at its log")

  @Test("says what was observed, what was required and what to do next")
  func text() {
    #expect(
      Self.refused.rendered(.plain) == """
        error: worker-ocr did not stop
          observed: running after 60 s
          required: stopped within policy.drain
          next:     raise policy.drain, or
                    look at its log
        """)
  }

  @Test("is one JSON object on one line, with every key")
  func json() {
    #expect(
      Self.refused.json
        == #"{"error":{"code":"drain_timeout","message":"worker-ocr did not stop","next":"raise policy.drain, or\nlook at its log","observed":"running after 60 s","required":"stopped within policy.drain"}}"#
    )
    #expect(
      OperatorError(code: "c", message: "a/b").json
        == #"{"error":{"code":"c","message":"a/b","next":null,"observed":null,"required":null}}"#)
  }

  @Test("of a fleet file counts the problems and lists them for programs")
  func fleet() {
    let error = FleetError(problems: FleetText.problems("fleet: X\nhosts: {}\n"))
    let shown = error.operatorError
    #expect(shown.code == "fleet_file")
    #expect(shown.message == "fleet.yaml:1:8: `fleet` is not valid (and 1 more)")
    #expect(shown.details.map(\.line) == [1, 2])
  }
}
