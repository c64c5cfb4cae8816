/// The bounds of a frame on the wire (design, "Protocol"): four bytes of length, most significant first, then the body.
public enum FrameLimits {
  /// The largest body that either side accepts, in bytes. It is checked before any of the body is read.
  public static let maximumBodyLength = 1 << 20

  /// The longest id of a request, in bytes of UTF-8: each is kept as long as its answer may be asked for again.
  public static let maximumIDLength = 128

  /// The length of the prefix that states the body's length, in bytes.
  public static let prefixLength = 4
}
