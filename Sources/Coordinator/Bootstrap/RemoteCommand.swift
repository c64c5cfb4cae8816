/// One command for a host, as a value: tests compare it, ``HostBootstrap`` sends it.
struct RemoteCommand: Sendable, Equatable {
  /// What it is for, in the words of an error message: "installing the unit".
  let purpose: String
  /// The command line, for the login shell of the user (any shell: only quoted words and `&&`-free scripts of `sh`).
  let line: String
  /// Its standard input. Secrets travel here and never in `line`, which the host's process list shows.
  var input: [UInt8] = []
  /// Time limit.
  var timeout: Duration = .seconds(30)

  /// A word for a POSIX shell: single-quoted unless it is harmless as it is.
  static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: ","):
        true
      default: false
      }
    }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
  }
}
