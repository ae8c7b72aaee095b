extension CompletionScript {
  var zsh: String {
    """
    #compdef flowsight
    # What zsh offers after `flowsight`; made by `flowsight completion zsh`.
    _flowsight_values() {
      local -a values
      values=(${(f)"$(\(LiveValues.command))"})
      compadd -a values
    }
    _flowsight() {
      local word place= i n=1
      for ((i = 2; i < CURRENT; i++)); do
        word=$words[i]
        case $word in
          (\(valued.joined(separator: "|"))) ((i++)) ;;
          (-*) ;;
          (*)
            case "${place:+$place }$word" in
              (\(names.map(Self.quoted).joined(separator: "|")))
                place=${place:+$place }$word; n=$i ;;
            esac ;;
        esac
      done
      local -a next everywhere
      everywhere=(
    \(Option.everywhere.map { "    " + Self.zsh($0) }.joined(separator: "\n"))
      )
      if [[ $words[CURRENT] == -* && $n == 1 ]]; then _arguments -S $everywhere; return; fi
      case $place in
    \(places.map(zsh).joined(separator: "\n"))
      esac
    }
    if [[ $funcstack[1] == _flowsight ]]; then _flowsight "$@"; else compdef _flowsight flowsight; fi

    """
  }

  private func zsh(_ place: Place) -> String {
    if !place.words.isEmpty {
      let words = place.words.map { Self.quoted("\($0.word.replacing(":", with: "\\:")):\($0.summary)") }
      return """
            (\(Self.quoted(place.name)))
              next=(\(words.joined(separator: "\n        ")))
              _describe command next ;;
        """
    }
    let arguments =
      place.options.map(Self.zsh) + (place.operands == .nothing ? [] : ["'*:operand:\(Self.zsh(place.operands))'"])
    return """
          (\(Self.quoted(place.name)))
            words=(flowsight "${(@)words[n+1,-1]}"); ((CURRENT -= n - 1))
            _arguments -S $everywhere\(arguments.map { " \\\n          " + $0 }.joined()) ;;
      """
  }

  /// An option as `_arguments` takes it: both its names shut out one another.
  private static func zsh(_ option: Option) -> String {
    let summary = option.summary.replacing("[", with: "\\[").replacing("]", with: "\\]")
    let value = option.placeholder.map { ":\($0.replacing(":", with: "\\:")):\(zsh(option.offer))" } ?? ""
    let rest = quoted("[\(summary)]\(value)")
    // After `=`, a value may follow in the same word.
    let words = option.words.map { $0 + (option.placeholder != nil && $0.hasPrefix("--") ? "=" : "") }
    guard !option.isRepeatable, words.count > 1 else {
      return words.map { (option.isRepeatable ? "'*'" : "") + $0 + rest }.joined(separator: " ")
    }
    return "'(\(option.words.joined(separator: " ")))'{\(words.joined(separator: ","))}\(rest)"
  }

  private static func zsh(_ offer: Offer) -> String {
    switch offer {
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .live(let values): " _flowsight_values \(values.rawValue)"
    case .files: "_files"
    case .folders: "_files -/"
    case .nothing: ""
    }
  }
}
