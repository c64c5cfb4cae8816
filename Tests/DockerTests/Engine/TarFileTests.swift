import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Docker

@Suite("One file in a tar stream")
struct TarFileTests {
  static let content = (0..<1_700).map { UInt8(truncatingIfNeeded: $0 * 7) }

  static func stream(_ content: [UInt8] = content, name: String = "dump.rdb") -> [UInt8] {
    let writer = TarFileWriter(name: name, size: content.count, mode: 0o444)
    let stream = writer.header + content + writer.trailer
    #expect(stream.count == writer.streamLength)
    #expect(stream.count.isMultiple(of: 512))
    return stream
  }

  /// A pax header before a file, as Go's `archive/tar` writes one for a file of more than 8 GiB, or with a precise time.
  static func extended(_ records: String, before stream: [UInt8]) -> [UInt8] {
    var header = TarFileWriter(name: "PaxHeaders.0/dump.rdb", size: records.utf8.count, mode: 0o644).header
    header[156] = UInt8(ascii: "x")
    let sum = String(TarFileReader.checksum(of: header), radix: 8)
    for (index, byte) in (String(repeating: "0", count: 6 - sum.count) + sum).utf8.enumerated() {
      header[148 + index] = byte
    }
    let padding = [UInt8](repeating: 0, count: (512 - records.utf8.count % 512) % 512)
    return header + Array(records.utf8) + padding + stream
  }

  static func read(_ stream: [UInt8], pieces length: Int) throws -> (content: [UInt8], isComplete: Bool) {
    var reader = TarFileReader()
    var content: [UInt8] = []
    for start in stride(from: 0, to: stream.count, by: length) {
      let piece = ByteBuffer(bytes: stream[start..<min(start + length, stream.count)])
      for part in try reader.append(piece) { content += part.readableBytesView }
    }
    #expect(reader.length == content.count)
    return (content, reader.isComplete)
  }

  @Test("comes out as it went in, however the stream is cut", arguments: [1, 3, 511, 512, 513, 4096, 100_000])
  func pieces(length: Int) throws {
    let read = try Self.read(Self.stream(), pieces: length)
    #expect(read.content == Self.content)
    #expect(read.isComplete)
  }

  @Test("an extended header before it is read over", arguments: [1, 700, 100_000])
  func extended(length: Int) throws {
    let read = try Self.read(Self.extended("30 mtime=1767952800.250000000\n", before: Self.stream()), pieces: length)
    #expect(read.content == Self.content)
    #expect(read.isComplete)
  }

  @Test("a size that only the extended header has is believed")
  func extendedSize() throws {
    let read = try Self.read(Self.extended("12 size=600\n", before: Self.stream()), pieces: 100)
    #expect(read.content == Array(Self.content.prefix(600)))
  }

  @Test("an empty file is whole at once")
  func empty() throws {
    #expect(try Self.read(Self.stream([]), pieces: 512).isComplete)
  }

  @Test("a stream that breaks off is not whole")
  func broken() throws {
    #expect(try !Self.read(Array(Self.stream().prefix(1_500)), pieces: 512).isComplete)
  }

  @Test("a size of more than 8 GiB is written as GNU does, and read again")
  func large() throws {
    let size = 9 << 30
    var reader = TarFileReader()
    _ = try reader.append(ByteBuffer(bytes: TarFileWriter(name: "dump.rdb", size: size, mode: 0o600).header))
    let rest = try reader.append(ByteBuffer(bytes: Self.content))
    #expect(rest.map(\.readableBytes) == [Self.content.count])
    #expect(!reader.isComplete)
  }

  @Test("a directory, a link and noise are no file")
  func refused() throws {
    for type in [UInt8(ascii: "5"), UInt8(ascii: "2")] {
      var header = TarFileWriter(name: "data", size: 0, mode: 0o755).header
      header[156] = type
      let sum = String(TarFileReader.checksum(of: header), radix: 8)
      for (index, byte) in (String(repeating: "0", count: 6 - sum.count) + sum).utf8.enumerated() {
        header[148 + index] = byte
      }
      #expect(throws: DockerError.self) { try Self.read(header, pieces: 512) }
    }
    #expect(throws: DockerError.self) { try Self.read([UInt8](repeating: 0, count: 1024), pieces: 512) }
    #expect(throws: DockerError.self) { try Self.read([UInt8](repeating: 7, count: 1024), pieces: 512) }
  }
}

@Suite("Files and throw-away containers of the daemon")
struct DockerArchiveTests {
  @Test("a file is read as a stream, from a path in the container")
  func read() async throws {
    try await EngineStandIn.run { request in
      #expect(request.line == "GET /v1.41/containers/old/archive?path=%2Fdata%2Fdump.rdb")
      let stream = TarFileTests.stream()
      return .init(chunks: [Array(stream.prefix(700)), Array(stream.dropFirst(700))])
    } body: { engine in
      let pieces = Mutex<[UInt8]>([])
      let length = try await engine.readFile("/data/dump.rdb", of: "old", deadline: .seconds(5)) { piece in
        pieces.withLock { $0 += piece.readableBytesView }
      }
      #expect(length == TarFileTests.content.count)
      #expect(pieces.withLock(\.self) == TarFileTests.content)
    }
  }

  @Test("a file that is not there, and one that broke off, are errors")
  func missing() async throws {
    try await EngineStandIn.run { request in
      request.line.contains("gone")
        ? .json(#"{"message":"no such file"}"#, status: .notFound)
        : .init(chunks: [Array(TarFileTests.stream().prefix(900))])
    } body: { engine in
      let gone = await #expect(throws: DockerError.self) {
        try await engine.readFile("/gone", of: "old", deadline: .seconds(5)) { _ in }
      }
      #expect(gone?.code == .notFound)
      let broken = await #expect(throws: DockerError.self) {
        try await engine.readFile("/data/dump.rdb", of: "old", deadline: .seconds(5)) { _ in }
      }
      #expect(broken?.message == "the daemon's archive of /data/dump.rdb broke off after 388 bytes")
    }
  }

  @Test("a file is written as a tar stream of known length")
  func write() async throws {
    try await EngineStandIn.run { request in
      #expect(request.line == "PUT /v1.41/containers/proof/archive?path=%2F")
      #expect(request.body.utf8.count == 2048)
      #expect(request.body.hasPrefix("proof.rdb"))
      #expect(request.body.contains("REDIS0010"))
      return .init()
    } body: { engine in
      let pieces = Mutex([ByteBuffer(string: "REDIS"), ByteBuffer(string: "0010")])
      try await engine.writeFile(
        TarFileWriter(name: "proof.rdb", size: 9, mode: 0o444), to: "/", of: "proof", deadline: .seconds(5)
      ) { pieces.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    }
  }

  @Test("a throw-away container has no network and no rights, and only what has its label is removed by force")
  func throwAway() async throws {
    try await EngineStandIn.run { request in
      if request.line.hasPrefix("POST") {
        #expect(request.line == "POST /v1.41/containers/create?name=cutover-proof-run-7")
        for part in [
          #""Entrypoint":["redis-server"]"#, #""Cmd":["--save",""]"#, #""NetworkMode":"none""#, #""CapDrop":["ALL"]"#,
          #""Labels":{"cutover.proof":"run-7"}"#, #""User":"65534:65534""#, #""Memory":1024"#,
        ] { #expect(request.body.contains(part), "\(part) in \(request.body)") }
        return .json(#"{"Id":"abc","Warnings":[]}"#, status: .created)
      }
      if request.line.hasPrefix("GET") {
        return .json(
          #"[{"Id":"abc","Image":"redis","State":"exited","Status":"","Labels":{"cutover.proof":"run-7"}},"#
            + #"{"Id":"other","Image":"redis","State":"running","Status":"","Labels":{"cutover.proof":"run-6"}}]"#)
      }
      #expect(request.line == "DELETE /v1.41/containers/abc?force=1&v=1")
      return .init(status: .noContent)
    } body: { engine in
      let label = (name: "cutover.proof", value: "run-7")
      let id = try await engine.create(
        DockerEngine.ThrowAway(
          name: "cutover-proof-run-7", label: label, image: "sha256:1", command: ["redis-server", "--save", ""],
          memory: 1024))
      #expect(id == "abc")
      try await engine.removeThrowAways(label: label)
    }
  }

  @Test("a volume that is gone is no error, one in use is")
  func volume() async throws {
    try await EngineStandIn.run { request in
      switch request.line {
      case "DELETE /v1.41/volumes/data": .init(status: .noContent)
      case "DELETE /v1.41/volumes/gone": .json(#"{"message":"no such volume"}"#, status: .notFound)
      default: .json(#"{"message":"volume is in use"}"#, status: .conflict)
      }
    } body: { engine in
      let (there, gone) = (try await engine.removeVolume("data"), try await engine.removeVolume("gone"))
      #expect(there && !gone)
      let error = await #expect(throws: DockerError.self) { try await engine.removeVolume("used") }
      #expect(error?.code == .conflict)
    }
  }
}
