import Model

/// The dead-letter queue: groups by cause → letters → one letter. `dlq/all` is all letters, `dlq/orders` those of a
/// dataset, `dlq/operations` the bulk operations, `dlq/<letter>/edit` its payload in an editor,
/// `dlq/…3e4127af` the letter whose id ends so.
enum DeadLettersPane {
  static func scene(_ address: Address) -> (any Scene)? {
    guard let last = address.path.last else {
      // What is asked of letters and not of groups shows the letters.
      let isAboutLetters =
        (try? ListQuery(parsing: address.query, fields: LetterGroup.fieldInfos)) == nil
        && (try? ListQuery(parsing: address.query, fields: DeadLetter.fieldInfos)) != nil
      return isAboutLetters ? ListScene(LetterSource(.all)) : ListScene(LetterGroupSource())
    }
    if address.path[0] == "operations" {
      guard address.path.count > 1 else { return ListScene(BulkOperationSource(.letters)) }
      return address.path.count == 2
        ? PaneRegistry.scene(of: last, in: BulkOperationSource(.letters)) { BulkOperationScene(.letters, $0) } : nil
    }
    if address.path.count == 2, last == "edit" {
      return PaneRegistry.scene(of: address.path[0], in: LetterSource(.all), then: [last], LetterEditScene.init)
    }
    // Without its mark an end looks like a cause, or like the name of a dataset.
    if LetterID(last) != nil || ShortID.isMarked(last) {
      return PaneRegistry.scene(of: last, in: LetterSource(.all)) { DetailScene(LetterDetailSource(id: $0)) }
    }
    guard address.path.count == 1 else { return nil }
    return ListScene(LetterSource(LetterSource.Scope(last)))
  }
}
