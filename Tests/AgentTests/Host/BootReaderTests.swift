import Foundation
import Protocol
import Testing

@testable import Agent

/// What the agent reads of how Docker and the tailnet come up, and where a container keeps its files.
@Suite("how a host comes up")
struct BootReaderTests {
  @Test("units that docker.service is ordered after, of the unit and its drop-ins; only Tailscale's are told")
  func order() throws {
    let root = NSTemporaryDirectory() + "boot-\(UInt32.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: root) }
    let dropIns = "\(root)/etc/docker.service.d"
    let settings = "\(root)/proc/sys/net/ipv4"
    for directory in [dropIns, settings, "\(root)/lib"] {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }
    func write(_ text: String, _ path: String) throws {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    try write("[Unit]\nAfter=network-online.target docker.socket\n", "\(root)/lib/docker.service")
    try write("[Unit]\nWants=tailscale-online.target\nAfter = tailscale-online.target\n", "\(dropIns)/tailnet.conf")
    try write("[Unit]\nAfter=tailscale-other.target\n", "\(dropIns)/tailnet.conf.off")
    try write("1\n", "\(settings)/ip_nonlocal_bind")
    let reader = BootReader(directories: ["\(root)/etc", "\(root)/lib"], procDirectory: "\(root)/proc")
    #expect(reader.facts().dockerAfter == ["tailscale-online.target"])
    #expect(reader.facts().nonlocalBind == true)
    let nothing = BootReader(directories: ["\(root)/none"], procDirectory: "\(root)/none").facts()
    #expect(nothing.dockerAfter.isEmpty && nothing.nonlocalBind == nil)
  }

  @Test("free room is that of the nearest directory that may be looked at; homes are hidden from the unit")
  func free() {
    let sizes = ["/var/lib/docker": 7, "/full": 0, "/": 3]
    func free(_ path: String) -> Int? { DataDirectory.free(in: path) { sizes[$0] } }
    #expect(free("/var/lib/docker/volumes/redis/_data") == 7)
    #expect(free("/srv/redis") == 3)
    #expect(free("/full/redis") == 0)
    #expect(free("/home/admin/redis") == nil)
    #expect(free("/homes/redis") == 3)
    #expect(DataDirectory.free(in: "/tmp") ?? 0 > 0)
  }
}
