extension CompletionScript {
  var bash: String {
    """
    # What bash offers after `flowsight`; made by `flowsight completion bash`.
    _flowsight_values() {
      local value
      while IFS= read -r value; do
        if [[ $value == "$2"* ]]; then printf -v value %q "$value"; COMPREPLY+=("$value"); fi
      done < <(\(LiveValues.command))
    }
    _flowsight() {
      local current=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} place= word words= i
      COMPREPLY=()
      # --option=value comes as three words.
      if [[ $current == '=' ]]; then current=; elif [[ $last == '=' ]]; then last=${COMP_WORDS[COMP_CWORD-2]}; fi
      for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
          \(valued.joined(separator: "|")))
            ((i++)); [[ ${COMP_WORDS[i]} == '=' ]] && ((i++)) ;;
          -*) ;;
          *)
            case "${place:+$place }$word" in
              \(names.map(Self.quoted).joined(separator: "|")))
                place=${place:+$place }$word ;;
            esac ;;
        esac
      done
      case "$place $last" in
    \(values.joined(separator: "\n"))
      esac
      case $place in
    \(places.map(bash).joined(separator: "\n"))
      esac
      if [[ $current == -* ]]; then words+=' \(Option.everywhere.flatMap(\.words).joined(separator: " "))'; fi
      mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    }
    complete -F _flowsight flowsight

    """
  }

  /// For each option that takes a value, what is offered for it; the same option of several commands stands once.
  private var values: [String] {
    var places: [Option: [String]] = [:]
    let all = commands.flatMap { command in command.options.map { (Self.quoted(command.name), $0) } }
    for (name, option) in Option.everywhere.map({ ("*", $0) }) + all where option.placeholder != nil {
      places[option, default: []] += option.words.map { "\(name)' \($0)'" }
    }
    return places.map { "    \($1.joined(separator: "|"))) \(Self.bash($0.offer)) ;;" }.sorted()
  }

  private static func bash(_ offer: Offer) -> String {
    switch offer {
    case .words(let words):
      "mapfile -t COMPREPLY < <(compgen -W '\(words.joined(separator: " "))' -- \"$current\"); return"
    case .live(let values):
      "_flowsight_values \(values.rawValue) \"$current\"; return"
    case .files: "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return"
    case .folders: "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$current\"); return"
    case .nothing: "return"
    }
  }

  private func bash(_ place: Place) -> String {
    var lines: [String] = []
    if place.operands != .nothing {
      lines.append("if [[ $current != -* ]]; then \(Self.bash(place.operands)); fi")
    }
    let words = place.words.map(\.word) + place.options.flatMap(\.words)
    lines.append("words='\(words.joined(separator: " "))' ;;")
    return "    \(Self.quoted(place.name))) " + lines.joined(separator: "\n      ")
  }
}
