// swift-tools-version: 6.0
import PackageDescription

// The module graph is the architecture: every box of docs/architecture.md is a target here, and a target can only
// import what stands in its dependency list.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-warnings-as-errors"]),
]

/// A library of the system: its module map, and the Debian package that has it.
func systemLibrary(_ name: String, apt package: String? = nil) -> Target {
  .systemLibrary(
    name: name, path: "Sources/CLibraries/\(name)", providers: package.map { [.apt([$0])] } ?? [])
}

/// C code of our own, where Swift cannot do it.
func cLibrary(_ name: String) -> Target { .target(name: name, path: "Sources/CLibraries/\(name)") }

func module(_ path: String, uses: [String] = [], embeds: [String] = []) -> Target {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  return .target(
    name: name, dependencies: uses.map { .byName(name: $0) }, path: "Sources/\(path)",
    resources: embeds.map { .embedInCode($0) }, swiftSettings: strict)
}

func tests(_ path: String, uses: [String], golden: String? = nil) -> Target {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  return .testTarget(
    name: name, dependencies: uses.map { .byName(name: $0) }, path: "Tests/\(path)",
    exclude: golden.map { [$0] } ?? [], swiftSettings: strict)
}

let package = Package(
  name: "flowsight",
  products: [.executable(name: "flowsight", targets: ["flowsight"])],
  targets: [
    systemLibrary("CCrypto", apt: "libssl-dev"),
    systemLibrary("CMalloc"),
    systemLibrary("CNCurses", apt: "libncursesw5-dev"),
    systemLibrary("CPostgres", apt: "libpq-dev"),
    systemLibrary("CRedis", apt: "libhiredis-dev"),
    systemLibrary("CSpawn"),
    systemLibrary("CYAML", apt: "libyaml-dev"),
    cLibrary("CSignals"),

    module("Foundations/Support", uses: ["CCrypto", "CMalloc"]),
    module("Foundations/YAML", uses: ["Support", "CYAML"]),
    module("Foundations/Postgres", uses: ["Support", "CPostgres"]),
    module("Foundations/Redis", uses: ["Support", "CRedis"]),
    module("Foundations/Terminal", uses: ["Support", "CNCurses", "CSignals"]),
    module("Foundations/Tabular", uses: ["Support"]),
    module("Foundations/Agreement", uses: ["Support"]),
    module("Foundations/Cron", uses: ["Support"]),
    module("Foundations/Servers", uses: ["Support", "CSpawn"]),

    module("Foundations/Migrations", uses: ["Support", "Postgres"]),

    module("Model", uses: ["Support", "Cron"]),
    module("ObjectStore", uses: ["Support"]),
    module(
      "Messaging", uses: ["Support", "Model", "Postgres", "Redis", "Migrations"], embeds: ["Migrations"]),

    module("Listing", uses: ["Support", "Model", "Postgres"]),

    module(
      "Services/Ingestion",
      uses: ["Support", "Model", "YAML", "Postgres", "ObjectStore", "Tabular", "Migrations", "Messaging", "Listing"],
      embeds: ["Migrations", "Templates"]),
    module(
      "Services/Processing",
      uses: ["Support", "Model", "Postgres", "ObjectStore", "Tabular", "Migrations", "Messaging", "Listing"],
      embeds: ["Migrations"]),
    module(
      "Services/Workflow",
      uses: ["Support", "Model", "Cron", "YAML", "Postgres", "Redis", "Migrations", "Messaging", "Listing"],
      embeds: ["Migrations", "Documents"]),
    module(
      "Services/Metadata", uses: ["Support", "Model", "Postgres", "Migrations", "Messaging", "Listing"],
      embeds: ["Migrations"]),
    module(
      "Services/Identity", uses: ["Support", "Model", "Postgres", "Migrations", "Messaging", "Listing"],
      embeds: ["Migrations"]),

    module("LabelFormats", uses: ["Support", "Model", "Tabular"]),
    module(
      "Services/Labeling",
      uses: ["Support", "Model", "Agreement", "Postgres", "Migrations", "Messaging", "Listing"], embeds: ["Migrations"]),

    module(
      "Client/Direct",
      uses: [
        "Support", "Model", "Postgres", "Redis", "Migrations", "ObjectStore", "Messaging", "Listing", "Ingestion",
        "Processing", "Workflow", "Metadata", "Identity", "Labeling",
      ], embeds: ["Migrations"]),
    module(
      "Hosting",
      uses: [
        "Support", "Model", "Postgres", "Redis", "Migrations", "ObjectStore", "Messaging", "Ingestion", "Processing",
        "Workflow",
        "Metadata", "Identity", "Labeling", "Direct", "Servers", "Sample",
      ]),

    module("Console", uses: ["Support", "Model", "Cron", "Terminal"]),
    module("Sample", uses: ["Support", "Tabular"]),

    tests("Foundations/TerminalTests", uses: ["Terminal", "TerminalSupport", "Support"]),
    tests("Foundations/ServersTests", uses: ["Servers"]),
    tests("Foundations/TabularTests", uses: ["Support", "Tabular"]),
    tests("Foundations/AgreementTests", uses: ["Agreement", "Support"]),
    tests("Foundations/CronTests", uses: ["Cron", "Support"]),
    tests(
      "Services/ProcessingTests",
      uses: [
        "Processing", "Support", "Model", "Postgres", "Redis", "ObjectStore", "Tabular", "Messaging", "Servers",
        "TestSupport",
      ]),
    tests("ObjectStoreTests", uses: ["ObjectStore", "Support"]),
    tests("Foundations/YAMLTests", uses: ["YAML", "Support"]),
    tests("Foundations/RedisTests", uses: ["Redis", "Servers", "Support"]),
    tests("Foundations/PostgresTests", uses: ["Postgres", "Servers", "Support"]),
    tests("SampleTests", uses: ["Sample", "Support", "Tabular"]),
    tests(
      "ConsoleTests",
      uses: ["Console", "Cron", "MemoryLabeling", "Model", "Support", "Terminal", "TerminalSupport", "YAML"],
      golden: "Golden"),

    .target(
      name: "MemoryLabeling", dependencies: ["Model", "Support"], path: "Tests/MemoryLabeling", swiftSettings: strict),
    .target(
      name: "TerminalSupport", dependencies: ["Support", "Terminal"], path: "Tests/TerminalSupport",
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["Support", "Model", "Postgres", "Redis", "Servers", "Messaging", "Direct"],
      path: "Tests/Support", swiftSettings: strict),
    tests(
      "MessagingTests", uses: ["Messaging", "Model", "Postgres", "Redis", "Servers", "Support", "TestSupport"]),
    tests("EndToEnd", uses: ["Direct", "Postgres", "Servers", "Support", "TestSupport", "flowsight"]),

    .executableTarget(
      name: "Bench",
      dependencies: [
        "Support", "YAML", "Terminal", "Sample", "Servers", "Postgres", "Redis", "Messaging", "Model",
        "Direct", "Console",
      ],
      path: "Sources/Bench", exclude: ["Peers"], swiftSettings: strict),
    .executableTarget(
      name: "flowsight",
      dependencies: [
        "Support", "YAML", "Model", "Cron", "Migrations", "Agreement", "LabelFormats", "Tabular", "Direct", "Hosting",
        "Console", "Terminal", "Sample",
      ],
      path: "Sources/flowsight", resources: [.embedInCode("Themes")], swiftSettings: strict),

    tests("TidyTests", uses: []),
    tests("Foundations/SupportTests", uses: ["Support"]),
    tests("ModelTests", uses: ["Model", "Support"]),
    tests("ListingTests", uses: ["Listing", "Model", "Postgres", "Servers", "Support"]),
    tests("Foundations/MigrationsTests", uses: ["Migrations", "Postgres", "Servers"]),
    tests(
      "Services/WorkflowTests",
      uses: ["Workflow", "Messaging", "Model", "Postgres", "Redis", "Servers", "Support", "TestSupport"]),
    tests(
      "SimulationTests",
      uses: ["Workflow", "Processing", "Messaging", "Model", "Postgres", "Servers", "Support", "TestSupport"]),
    tests(
      "Services/IngestionTests",
      uses: [
        "Ingestion", "Messaging", "Model", "ObjectStore", "Postgres", "Servers", "Support", "Tabular", "TestSupport",
      ]),
    tests("LabelFormatsTests", uses: ["LabelFormats", "Model", "Support", "Tabular"]),
    tests(
      "Services/LabelingTests",
      uses: ["Labeling", "Direct", "Messaging", "Model", "Postgres", "Servers", "Support", "TestSupport"]),
    tests(
      "Services/MetadataTests", uses: ["Metadata", "Messaging", "Model", "Postgres", "Support", "TestSupport"]),
    tests(
      "Services/IdentityTests",
      uses: ["Identity", "Listing", "Messaging", "Model", "Postgres", "Support", "TestSupport"]),
    tests(
      "Client/DirectTests",
      uses: ["Direct", "MemoryLabeling", "Messaging", "Model", "Postgres", "Servers", "Support", "TestSupport"]),
    tests("HostingTests", uses: ["Hosting", "Direct", "Model", "Postgres", "Redis", "Support", "TestSupport"]),
    tests(
      "CommandLineTests",
      uses: ["flowsight", "Console", "Direct", "MemoryLabeling", "Model", "Support", "Terminal", "TerminalSupport"]),
  ]
)
