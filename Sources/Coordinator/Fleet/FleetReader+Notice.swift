import Protocol
import Yams

/// The webhook.
extension FleetReader {
  /// Reads `notice`.
  mutating func notice(_ node: Node, key: Node) -> FleetNotice? {
    guard let section = section(node, .notice, path: "notice", key: key) else { return nil }
    let url = text(section, "url", .url)
    let header = secret(section, "header", .noticeHeader)
    guard let url else { return nil }
    guard let target = HTTPTarget(url) else {
      reportValue(node, path: "notice.url", required: TextRule.url.required, secret: true)
      return nil
    }
    if header != nil, !target.isTLS, !CoolifyAddress.staysPrivate(target.host) {
      report(
        at: section.entries["header"]?.key, "`notice.header` would cross a network in clear",
        observed: "`notice.url` is plain http to \(target.host)",
        required: "https, or an address of the tailnet or of this machine", next: "write `url: https://…`",
        showsLine: false)
      return nil
    }
    return FleetNotice(url: Secret(url), authorization: header)
  }
}
