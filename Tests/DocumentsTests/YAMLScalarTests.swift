import Documents
import Testing

@Suite("YAML: scalars")
struct YAMLScalarTests {
  @Test(
    "plain scalars over several lines are folded",
    arguments: [
      ("a: b\n  c\n  d", #"{"a":"b c d"}"#),
      ("a: b\n\n\n  c\ne: f", #"{"a":"b\n\nc","e":"f"}"#),
      ("a:\n  b  \n   c\n", #"{"a":"b c"}"#),
      ("- a\n b\n- c", #"["a b","c"]"#),
      ("a: b\n  - c", #"{"a":"b - c"}"#),
      ("a: b\n  'c'\n  #d", #"{"a":"b 'c'"}"#),
      ("a: 1\n  2", #"{"a":"1 2"}"#),
      ("a\nb", #""a b""#),
      ("a: it's \"x\" [y] {z}, w", #"{"a":"it's \"x\" [y] {z}, w"}"#),
      ("a: b\tc", #"{"a":"b\tc"}"#),
    ])
  func plain(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read(text.replacing("\n", with: "\r\n")) == expected)
  }

  @Test(
    "single quotes",
    arguments: [
      ("'a'", #""a""#), ("''", #""""#), ("'it''s'", #""it's""#), ("''''", #""'""#),
      (#"'a\n"b'"#, #""a\\n\"b""#),
      ("'a\n  b\n\n  c '", #""a b\nc ""#),
      ("' a  \n\t b'", #"" a b""#),
      ("a: 'b: # c'", #"{"a":"b: # c"}"#),
      ("a: 'x\ny'\nb: c", #"{"a":"x y","b":"c"}"#),
    ])
  func singleQuoted(text: String, expected: String) {
    #expect(read(text) == expected)
  }

  @Test(
    "double quotes",
    arguments: [
      (#""a\tb\n\"\\\/""#, #""a\tb\n\"\\/""#),
      (#""\x41\u00e9\U0001F600\ud83d\ude00""#, #""Aé😀😀""#),
      (#""\a\b\v\f\r\e\0\ x""#, #""<7><8><11><12><13><27><0> x""#),
      (#""\N\_\L\P""#, "\"\u{85}\u{A0}\u{2028}\u{2029}\""),
      ("\"a\n  b\n\n  c \"", #""a b\nc ""#),
      ("\"a \\\n   b\"", #""a b""#),
      ("\"a\\\n\n  \\ b\"", #""a\n b""#),
      ("\"a\\t \n b\"", #""a\t b""#),
      ("\"\n\"", #"" ""#),
      ("\"a\\\\\"", #""a\\""#),
    ])
  func doubleQuoted(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read(text.replacing("\n", with: "\r\n")) == expected)
  }

  @Test(
    "literal and folded blocks: chomping, indentation indicators, comments behind the header",
    arguments: [
      ("a: |\n  x\n  y\n", #"{"a":"x\ny\n"}"#),
      ("a: |\n  x\n  y", #"{"a":"x\ny"}"#),
      ("a: |-\n  x\n\n\nb: c", #"{"a":"x","b":"c"}"#),
      ("a: |+\n  x\n\n\nb: c", #"{"a":"x\n\n\n","b":"c"}"#),
      ("a: | # c\n\n  x\n   y\n\n  z\nb: c", #"{"a":"\nx\n y\n\nz\n","b":"c"}"#),
      ("a: |2-\n   x\n  y\n", #"{"a":" x\ny"}"#),
      ("a: |-2\n   x\n", #"{"a":" x"}"#),
      ("a:\n  b: |1+\n    x\n\n", #"{"a":{"b":" x\n\n"}}"#),
      ("a: |\n  x # y\n  # z\n", #"{"a":"x # y\n# z\n"}"#),
      ("a: |\nb: c", #"{"a":"","b":"c"}"#),
      ("a: |+\n\n\nb: c", #"{"a":"\n\n","b":"c"}"#),
      ("a: |\n  x\n# c\nb: d", #"{"a":"x\n","b":"d"}"#),
      ("a: |\n  \tx\n", #"{"a":"\tx\n"}"#),
      ("a: |\n  x  \n", #"{"a":"x  \n"}"#),
      ("- |\n x\n- >\n y", #"["x\n","y"]"#),
      ("a:\n- |\n x\nb: c", #"{"a":["x\n"],"b":"c"}"#),
      ("a: >\n  x\n  y\n\n  z\n", #"{"a":"x y\nz\n"}"#),
      ("a: >-\n  x\n   y\n  z\n  w", #"{"a":"x\n y\nz w"}"#),
      ("a: >\n\n  x\n\n\n  y\n", #"{"a":"\nx\n\ny\n"}"#),
      ("a: >+\n  x\n\n", #"{"a":"x\n\n"}"#),
      ("a: !Sub >-\n  x\n  y", #"{"a":!Sub "x y"}"#),
      ("--- |\n  x\n...\n", #""x\n""#),
    ])
  func blocks(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read(text.replacing("\n", with: "\r\n")) == expected)
  }

  @Test(
    "plain scalars have the types of YAML 1.1, but dates are text",
    arguments: [
      ("yes", "true"), ("Yes", "true"), ("YES", "true"), ("on", "true"), ("On", "true"), ("True", "true"),
      ("no", "false"), ("NO", "false"), ("off", "false"), ("FALSE", "false"),
      ("y", #""y""#), ("n", #""n""#), ("tRue", #""tRue""#), ("yEs", #""yEs""#), ("oN", #""oN""#),
      ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("nULL", #""nULL""#),
      ("0", "0"), ("12", "12"), ("+12", "12"), ("-12", "-12"), ("1_000", "1000"), ("_1", #""_1""#),
      ("010", "8"), ("-010", "-8"), ("00", "0"), ("0_7", "7"), ("08", #""08""#), ("012345678901", #""012345678901""#),
      ("001234567012", "175304202"), ("0o17", #""0o17""#),
      ("0x1F", "31"), ("0xff_ff", "65535"), ("0b101", "5"), ("0x", #""0x""#), ("0xG", #""0xG""#), ("0b2", #""0b2""#),
      ("0xffffffffffffffffffffffffffffffffffffffff", "1461501637330902918203684832716283019655932542975"),
      ("12:30:45", "45045"), ("1:60", #""1:60""#), ("02:00", #""02:00""#), ("-1:30", "-90"), ("1:30.5", "90.5"),
      ("190:20:30.15", "685230.15"), ("22:22", "1342"), ("1:2:3:4", "223384"),
      ("1.10", "1.10"), ("1.", "1.0"), (".5", "0.5"), ("-.5", #""-.5""#), ("09.5", "9.5"), ("1_0.2_5", "10.25"),
      ("1.5e+3", "1.5e+3"), ("1.5E-3", "1.5E-3"), ("1e3", #""1e3""#), ("1.5e3", #""1.5e3""#), ("1e+3", #""1e+3""#),
      ("12345678901234567890123456789", "12345678901234567890123456789"),
      (".inf", #"".inf""#), (".nan", #"".nan""#), (".", #"".""#), ("..", #""..""#), ("1.2.3", #""1.2.3""#),
      ("=", #""=""#),
      ("2012-10-17", #""2012-10-17""#), ("2001-12-14t21:59:43.10-05:00", #""2001-12-14t21:59:43.10-05:00""#),
      ("10.0.0.0/16", #""10.0.0.0/16""#), ("-", #"[null]"#), ("+", #""+""#), ("t3.micro", #""t3.micro""#),
    ])
  func typing(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read("[\(text == "-" ? "[null]" : text)]") == "[\(expected)]")
  }

  @Test("a key is the text of what it means")
  func keys() {
    #expect(read("yes: 1\n010: 2\n12: 3\n'no': 4\n~: 5") == #"{"true":1,"8":2,"12":3,"no":4,"null":5}"#)
    #expect(read("{on: 1, 0x10: 2, \"off\": 3}") == #"{"true":1,"16":2,"off":3}"#)
    #expect(read("? yes\n: 1") == #"{"true":1}"#)
  }
}
