extension Overview.Cause: Listed {
  public var listID: String { address + " " + title }

  public static let fields: [ListField<Overview.Cause>] = [
    .choice("severity", \.severity), .name("title", \.title), .text("why", \.why), .name("address", \.address),
  ]
}
