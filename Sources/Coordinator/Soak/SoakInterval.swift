/// How often agents look in the soak.
enum SoakInterval {
  /// Ten seconds; of a short window, as a trial or a test has, a tenth of it.
  static func seconds(ofWindow window: Int) -> Int { min(10, max(1, window / 10)) }
}
