/// A TCP connection with a time limit that a wake pipe can end early.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// One connected, non-blocking TCP socket; closed with its owner.
final class Socket {
  /// The descriptor, valid as long as this object.
  let descriptor: Int32
  private let wake: WakePipe

  private init(descriptor: Int32, wake: WakePipe) {
    self.descriptor = descriptor
    self.wake = wake
  }

  deinit { close(descriptor) }

  /// How a wait ended.
  enum Wait {
    case ready
    case timedOut
    case cancelled
  }

  /// Waits until the socket is ready for `events` (poll(2)), the deadline has passed or the task was cancelled.
  func wait(for events: Int16, until deadline: ContinuousClock.Instant) -> Wait {
    Self.wait(for: events, on: descriptor, wake: wake, until: deadline)
  }

  /// Ends both directions, so that nothing can block on this connection any more.
  func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// Connects to the first address of the target that answers.
  static func connect(
    to target: SSHTarget, wake: WakePipe, until deadline: ContinuousClock.Instant
  ) throws(SSHError) -> Socket {
    let addresses = try Resolution(target)
    var failure: SSHError?
    var next = addresses.first
    while let address = next {
      next = address.pointee.ai_next
      do {
        return try open(address.pointee, target, wake, deadline)
      } catch let error where error.code == .cancelled {
        throw error
      } catch {
        failure = failure ?? error
      }
    }
    throw failure
      ?? SSHError(
        .nameResolution, "\(target.host) has no address", remedy: "Put the host's tailnet address into the fleet file.")
  }

  private static func open(
    _ address: addrinfo, _ target: SSHTarget, _ wake: WakePipe, _ deadline: ContinuousClock.Instant
  ) throws(SSHError) -> Socket {
    let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
    guard descriptor >= 0 else { throw unreachable(target, SystemCall.message(errno)) }
    let connection = Socket(descriptor: descriptor, wake: wake)
    SystemCall.makeNonBlocking(descriptor)
    var on: Int32 = 1
    _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    #if canImport(Darwin)
      let connected = Darwin.connect(descriptor, address.ai_addr, address.ai_addrlen)
    #else
      let connected = Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen)
    #endif
    if connected == 0 { return connection }
    guard errno == EINPROGRESS else { throw refusal(errno, target) }
    switch connection.wait(for: Int16(POLLOUT), until: deadline) {
    case .cancelled: throw .cancelled
    case .timedOut: throw unreachable(target, "no answer within the time limit")
    case .ready: break
    }
    var status: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    _ = getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &status, &size)
    guard status == 0 else { throw refusal(status, target) }
    return connection
  }

  private static func refusal(_ number: Int32, _ target: SSHTarget) -> SSHError {
    guard number == ECONNREFUSED else { return unreachable(target, SystemCall.message(number)) }
    return SSHError(
      .connectionRefused, "\(target.host) refuses connections on port \(target.port)",
      cause: SystemCall.message(number),
      remedy: "Start the SSH server there, or set ssh.port in the fleet file to its port.")
  }

  private static func unreachable(_ target: SSHTarget, _ cause: String) -> SSHError {
    SSHError(
      .unreachable, "\(target.host) cannot be reached on port \(target.port)", cause: cause,
      remedy: "Check that this laptop is on the tailnet (tailscale status) and that the host is up.")
  }

  static func wait(
    for events: Int16, on descriptor: Int32, wake: WakePipe, until deadline: ContinuousClock.Instant
  ) -> Wait {
    while true {
      if Task.isCancelled { return .cancelled }
      // A thread that got no processor until the deadline still looks once: the answer may have come long ago.
      let left = max(ContinuousClock.now.duration(to: deadline), .zero)
      var entries = [
        pollfd(fd: descriptor, events: events, revents: 0),
        pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0),
      ]
      let milliseconds = min(left / .milliseconds(1), 3_600_000).rounded(.up)
      let count = poll(&entries, nfds_t(entries.count), Int32(milliseconds))
      if count > 0 && entries[1].revents != 0 { wake.drain() }
      if count > 0 && entries[0].revents != 0 { return .ready }
      if count == 0 && left == .zero { return .timedOut }
    }
  }
}

extension SSHError {
  /// The caller's task was cancelled while it waited.
  static var cancelled: SSHError {
    SSHError(.cancelled, "cancelled", remedy: "Run the command again.")
  }
}

/// The addresses of a host name; frees getaddrinfo's list at its end.
private final class Resolution {
  let first: UnsafeMutablePointer<addrinfo>?

  init(_ target: SSHTarget) throws(SSHError) {
    var hints = addrinfo()
    #if canImport(Darwin)
      hints.ai_socktype = SOCK_STREAM
    #else
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(target.host, String(target.port), &hints, &list)
    guard status == 0 else {
      throw SSHError(
        .nameResolution, "\(target.host) is not known to the name service",
        cause: String(cString: gai_strerror(status)),
        remedy: "Put the host's tailnet address into the fleet file.")
    }
    first = list
  }

  deinit {
    if let first { freeaddrinfo(first) }
  }
}
