import Foundation

/// A moment for people and logs: in UTC, so that laptop and hosts mean the same.
enum UTCText {
  /// `2026-11-25T04:12:13Z`.
  /// - Parameter milliseconds: since 1970.
  static func text(_ milliseconds: Int) -> String {
    Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
  }
}
