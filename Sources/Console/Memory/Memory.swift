import Terminal

/// What a console remembers from one session to the next.
struct Memory: Hashable, Sendable, Codable {
  /// A view that was given a name, on one platform.
  struct Bookmark: Hashable, Sendable, Codable {
    var name: String
    var profile: String
    var address: String
  }

  /// The theme that was chosen on a platform.
  struct Look: Hashable, Sendable, Codable {
    var theme: String
    /// What the configuration said at that time: once it says something else, the choice holds no longer.
    var configured: String
  }

  static let bookmarksMax = 200

  var bookmarks: [Bookmark] = []
  /// What was typed, the oldest first.
  var filters: [String] = []
  var searches: [String] = []
  var commands: [String] = []
  /// The columns that were chosen, in their order, by the list's name.
  var columns: [String: [String]] = [:]
  /// By the platform's profile.
  var looks: [String: Look] = [:]

  init() {}

  /// What an older program has not written is as if there were none.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    bookmarks = try container.decodeIfPresent([Bookmark].self, forKey: .bookmarks) ?? []
    filters = try container.decodeIfPresent([String].self, forKey: .filters) ?? []
    searches = try container.decodeIfPresent([String].self, forKey: .searches) ?? []
    commands = try container.decodeIfPresent([String].self, forKey: .commands) ?? []
    columns = try container.decodeIfPresent([String: [String]].self, forKey: .columns) ?? [:]
    looks = try container.decodeIfPresent([String: Look].self, forKey: .looks) ?? [:]
  }

  func bookmarks(of profile: String) -> [Bookmark] { bookmarks.filter { $0.profile == profile } }
}

/// Something to remember.
enum Memo: Hashable, Sendable {
  case filter(String)
  case search(String)
  case command(String)
  case bookmark(Memory.Bookmark)
  case forget(bookmark: String, profile: String)
  /// `nil` leaves the choice to the list.
  case columns([String]?, of: String)
  /// `nil` leaves the choice to the configuration.
  case look(Memory.Look?, profile: String)
}

extension Memory {
  mutating func take(_ memo: Memo) {
    switch memo {
    case .filter(let text): Memory.add(text, to: &filters)
    case .search(let text): Memory.add(text, to: &searches)
    case .command(let text): Memory.add(text, to: &commands)
    case .bookmark(let bookmark):
      take(.forget(bookmark: bookmark.name, profile: bookmark.profile))
      bookmarks = Array((bookmarks + [bookmark]).suffix(Memory.bookmarksMax))
    case .columns(let chosen, let list): columns[list] = chosen
    case .look(let look, let profile): looks[profile] = look
    case .forget(let name, let profile): bookmarks.removeAll { $0.name == name && $0.profile == profile }
    }
  }

  private static func add(_ text: String, to history: inout [String]) {
    history = Array((history.filter { $0 != text } + [text]).suffix(InputLine.historyMax))
  }
}
