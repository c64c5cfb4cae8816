import Yams

extension Node {
  /// Whether YAML takes the node for this type: `60` is an int, `"60"` is a str.
  func isOf(_ type: Tag.Name) -> Bool {
    tag == Tag(type)
  }
}
