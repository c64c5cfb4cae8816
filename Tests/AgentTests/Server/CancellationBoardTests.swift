/// Which requests of a connection are under way.
import Testing

@testable import Agent

@Suite("requests under way on one connection", .timeLimit(.minutes(1)))
struct CancellationBoardTests {
  @Test("an id is taken until its request has its answer")
  func taken() throws {
    let board = CancellationBoard()
    let ticket = try #require(board.begin("a", reads: true, limit: 2))
    #expect(board.begin("a", reads: true, limit: 2) == nil)
    board.settle(ticket)
    #expect(board.begin("a", reads: true, limit: 2) != nil)
  }

  @Test("what was given up still counts until it has ended, but its id is free")
  func cancelled() async throws {
    let board = CancellationBoard()
    let first = try #require(board.begin("a", reads: true, limit: 2))
    board.cancel("a")
    await first.cancelled()
    let second = try #require(board.begin("a", reads: true, limit: 2))
    #expect(board.begin("b", reads: true, limit: 2) == nil)
    // The end of the first one is not the end of the second, though they have one id.
    board.end(first)
    #expect(board.begin("a", reads: true, limit: 3) == nil)
    board.cancel("a")
    await second.cancelled()
  }

  @Test("at the end of a connection what reads is given up, what changes something is not")
  func reading() async throws {
    let board = CancellationBoard()
    let reading = try #require(board.begin("a", reads: true, limit: 2))
    _ = try #require(board.begin("b", reads: false, limit: 2))
    board.cancelReading()
    await reading.cancelled()
    #expect(board.begin("b", reads: false, limit: 3) == nil)
  }

  @Test("who waits goes on when the request has its answer")
  func settled() async throws {
    let board = CancellationBoard()
    let ticket = try #require(board.begin("a", reads: true, limit: 1))
    board.settle(ticket)
    await ticket.cancelled()
  }

  @Test("there is room again when a request has ended")
  func limit() throws {
    let board = CancellationBoard()
    let ticket = try #require(board.begin("a", reads: true, limit: 1))
    #expect(board.begin("b", reads: true, limit: 1) == nil)
    board.end(ticket)
    #expect(board.begin("b", reads: true, limit: 1) != nil)
  }
}
