import Foundation

/// Other labeling tools, where they are installed: Label Studio and doccano on the same PostgreSQL, over HTTP as their
/// own pages use them, and slate, which works on files in a terminal.
struct LabelPeers {
  let platform: BenchPlatform
  /// Tasks that they are given: their imports take long.
  var tasks = 10_000

  private static let script = "Sources/Bench/Peers/label-peers.py"
  private static let peers = [
    (name: "label-studio", package: "label-studio", variable: "LABEL_STUDIO"),
    (name: "doccano", package: "doccano 'numpy<2' 'marshmallow<4' psycopg2-binary", variable: "DOCCANO"),
    (name: "slate", package: "slate-nlp", variable: "SLATE"),
  ]

  func run() -> String {
    LabelPeers.peers.map { peer in
      guard let program = ProcessInfo.processInfo.environment[peer.variable] else {
        return
          "  \(peer.name): not here; pip install \(peer.package) in a venv, and \(peer.variable)=VENV/bin/\(peer.name)\n"
      }
      let place = peer.name == "slate" ? [] : [socketFolder, "flowsight", "\(tasks)"]
      do {
        let figures = try platform.run("/usr/bin/env", ["python3", LabelPeers.script, peer.name, program] + place)
        return "  \(peer.name), \(peer.name == "slate" ? "files in a terminal" : "over HTTP"):\n" + figures
      } catch {
        return "  \(peer.name): not measured: \(error)\n"
      }
    }.joined()
  }

  private var socketFolder: String {
    URLComponents(string: platform.postgres)?.queryItems?.first { $0.name == "host" }?.value ?? "/var/run/postgresql"
  }
}
