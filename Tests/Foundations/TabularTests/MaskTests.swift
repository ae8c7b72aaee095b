import Tabular
import Testing

@Suite struct MaskTests {
  @Test(
    arguments: [
      ("13812345678", PersonalNumber.phone), ("+86 138-1234-5678", .phone), ("8613812345678", .phone),
      ("138 1234 5678", .phone), ("11010519491231002X", .identity), ("11010519491231002x", .identity),
      ("110105194912310021", nil), ("110105491231002", .identity), ("110105491331002", nil), ("12812345678", nil),
      ("138123456789", nil), ("1381234567", nil), ("", nil), ("momo", nil), ("010-62345678", nil),
    ] as [(String, PersonalNumber?)])
  func recognition(text: String, expected: PersonalNumber?) {
    #expect(withBytes(text, PersonalNumber.recognize) == expected)
  }

  @Test(arguments: [
    ("13812345678", "138****5678"), (" 13812345678 ", "138****5678"), ("+8613812345678", "+86138****5678"),
    ("11010519491231002X", "110105********002X"), ("110105491231002", "110105*****1002"), ("momo", "****"), ("", ""),
    ("138-1234-5678", "138****5678"),
  ])
  func numbers(text: String, expected: String) {
    #expect(withBytes(text) { bytes in written { Mask.number(bytes, to: &$0) } } == expected)
  }

  @Test(arguments: [
    ("momo 13812345678,加急", "momo 138****5678,加急"), ("13812345678/13987654321", "138****5678/139****4321"),
    ("订单6920138123456781234", "订单6920138123456781234"), ("身份证110105194912310021。", "身份证110105********0021。"),
    ("电话+86 13812345678", "电话+86 138****5678"), ("1381234567", "1381234567"), ("++", "++"), ("", ""),
  ])
  func insideText(text: String, expected: String) {
    #expect(withBytes(text) { bytes in written { Mask.numbers(in: bytes, to: &$0) } } == expected)
  }
}
