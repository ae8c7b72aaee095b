import Redis
import Testing

@Suite struct ConfigurationTests {
  @Test func aFullURL() throws {
    let configuration = try RedisConfiguration(url: "redis://ann:p%40ss%3Aword@example.org:6380/7")
    #expect(configuration.endpoint == .tcp(host: "example.org", port: 6380))
    #expect(configuration.user == "ann")
    #expect(configuration.password == RedisPassword("p@ss:word"))
    #expect(configuration.database == 7)
  }

  @Test func theRestIsDefault() throws {
    let configuration = try RedisConfiguration(url: "redis://localhost")
    #expect(configuration.endpoint == .tcp(host: "localhost", port: 6379))
    #expect(configuration.user == nil && configuration.password == nil && configuration.database == 0)
    #expect(try RedisConfiguration(url: "redis://localhost/").database == 0)
    #expect(try RedisConfiguration(url: "redis://:secret@localhost").password == RedisPassword("secret"))
  }

  @Test func addressesOfSixteenBytes() throws {
    #expect(try RedisConfiguration(url: "redis://[::1]").endpoint == .tcp(host: "::1", port: 6379))
    let configuration = try RedisConfiguration(url: "redis://:s@[fe80::2]:7000/1")
    #expect(configuration.endpoint == .tcp(host: "fe80::2", port: 7000))
    #expect("\(configuration)" == "redis://[fe80::2]:7000/1")
  }

  @Test func sockets() throws {
    let configuration = try RedisConfiguration(url: "unix://:secret@/run/my%20redis.sock?db=2")
    #expect(configuration.endpoint == .unix(path: "/run/my redis.sock"))
    #expect(configuration.password == RedisPassword("secret"))
    #expect(configuration.database == 2)
  }

  @Test(
    "What is no URL is refused, without showing it",
    arguments: [
      "", "localhost:6379", "http://sesame@h", "rediss://:sesame@h", "redis://", "redis://:sesame@", "redis://h:0",
      "redis://h:65536", "redis://h:x", "redis://h:", "redis://h/x", "redis://h/-1", "redis://:ses%ZZame@h",
      "redis://sesame@h", "redis://[::1", "redis://[::1]x", "unix://relative", "unix://", "unix:///s?database=1",
      "redis://h/99999999999999999999",
    ])
  func badURLs(url: String) {
    #expect {
      try RedisConfiguration(url: url)
    } throws: { error in
      guard case .invalid(let problem)? = error as? RedisError else { return false }
      return !problem.contains("sesame") && !problem.isEmpty
    }
  }

  @Test func noTextShowsThePassword() throws {
    let configuration = try RedisConfiguration(url: "redis://ann:sesame@example.org:1/2")
    var dumped = ""
    dump(configuration, to: &dumped)
    let texts = ["\(configuration)", String(reflecting: configuration), dumped, "\(configuration.password as Any)"]
    for text in texts { #expect(!text.contains("sesame")) }
    #expect("\(configuration)" == "redis://example.org:1/2")
  }
}
