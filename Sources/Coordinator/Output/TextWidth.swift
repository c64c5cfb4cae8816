/// The columns that text takes on a terminal: enough for names, numbers, signs, CJK and emoji.
enum TextWidth {
  /// The columns of a text without escape sequences.
  static func columns(of text: String) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  /// The columns of one character as the reader sees it: 0, 1 or 2.
  static func columns(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator, .paragraphSeparator: return 0
    default: break
    }
    // U+FE0F asks for the emoji form of a sign that is narrow otherwise.
    if character.unicodeScalars.contains(where: { $0.value == 0xFE0F }) { return 2 }
    return isWide(first) ? 2 : 1
  }

  /// The text cut to so many columns, with a sign at its end where something is missing.
  static func truncated(_ text: String, to width: Int, ellipsis: String) -> String {
    guard columns(of: text) > width else { return text }
    let room = width - columns(of: ellipsis)
    guard room >= 0 else { return "" }
    var result = ""
    var used = 0
    for character in text {
      let width = columns(of: character)
      guard used + width <= room else { break }
      result.append(character)
      used += width
    }
    return result + ellipsis
  }

  /// So many blanks.
  static func blanks(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }

  /// East Asian Width W and F (Unicode Standard Annex 11), and the emoji that are shown in colour by themselves.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default:
      scalar.properties.isEmojiPresentation
    }
  }
}
