import Foundation

let words = Array(CommandLine.arguments.dropFirst())
let work = Task { await Program.live().run(words) }
let signals = Signals { work.cancel() }
let status = await work.value
exit(status.rawValue)
