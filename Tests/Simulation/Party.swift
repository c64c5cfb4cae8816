/// An end of a connection: an agent by the number of its host, or a coordinator by its number.
enum Party: Hashable {
  case agent(Int)
  case coordinator(Int)
}
