/// The encodings in which tables are read.
///
/// In each of them the bytes of a comma, semicolon, tab, quote and line end never are part of another character, so
/// that records are found in the bytes as stored and offsets are those of the file.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
  case utf8 = "UTF-8"
  /// Code page 936, as Chinese Windows and Excel write it.
  case gbk = "GBK"
  /// The superset of GBK with four-byte characters.
  case gb18030 = "GB18030"
}
