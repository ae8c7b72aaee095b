extension CompletionScript {
  var fish: String {
    """
    # What fish offers after `flowsight`; made by `flowsight completion fish`.
    function __flowsight_at
      set -l place
      set -l is_value 0
      for word in (commandline -opc)[2..]
        if test $is_value = 1
          set is_value 0
          continue
        end
        switch $word
          case \(valued.joined(separator: " "))
            set is_value 1
          case '-*'
          case '*'
            set -l longer (string join ' ' -- $place $word)
            if contains -- $longer \(names.map(Self.quoted).joined(separator: " "))
              set place $longer
            end
        end
      end
      test "$place" = "$argv[1]"
    end
    complete -c flowsight -f
    \((Option.everywhere.map { Self.fish($0, at: nil) } + places.flatMap(fish)).joined(separator: "\n"))

    """
  }

  private func fish(_ place: Place) -> [String] {
    let words = place.words.map { word in
      "\(Self.fish(at: place.name)) -a \(word.word) -d \(Self.fish(quoted: word.summary))"
    }
    let operands: [String] =
      switch place.operands {
      case .nothing: []
      case .files: ["\(Self.fish(at: place.name)) -F"]
      case .folders: ["\(Self.fish(at: place.name)) -a '(__fish_complete_directories)'"]
      case .live: []
      case .words(let words): ["\(Self.fish(at: place.name)) -a '\(words.joined(separator: " "))'"]
      }
    return words + place.options.map { Self.fish($0, at: place.name) } + operands
  }

  private static func fish(at place: String?) -> String {
    "complete -c flowsight" + (place.map { " -n '__flowsight_at \"\($0)\"'" } ?? "")
  }

  private static func fish(_ option: Option, at place: String?) -> String {
    let value: String
    switch option.offer {
    case _ where option.placeholder == nil: value = ""
    case .live(let values): value = " -x -a '(command flowsight completion values \(values.rawValue) 2>/dev/null)'"
    case .words(let words): value = " -x -a '\(words.joined(separator: " "))'"
    case .files: value = " -r -F"
    case .folders: value = " -x -a '(__fish_complete_directories)'"
    case .nothing: value = " -x"
    }
    let short = option.short.map { " -s \($0)" } ?? ""
    return "\(fish(at: place)) -l \(option.name)\(short)\(value) -d \(fish(quoted: option.summary))"
  }

  private static func fish(quoted text: String) -> String {
    "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
  }
}
