// The fleet under faults, by seeds: `simulation --seeds 5000`. See README.md.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

guard let options = Options(arguments: Array(CommandLine.arguments.dropFirst())) else {
  print(Options.usage)
  exit(2)
}
exit(Simulation(options: options).run() ? 0 : 1)
