import Testing

@Suite("YAML: flow collections")
struct YAMLFlowTests {
  @Test(
    "sequences and mappings",
    arguments: [
      ("[]", "[]"), ("{}", "{}"), ("[ ]", "[]"), ("[a]", #"["a"]"#), ("[a, b,]", #"["a","b"]"#),
      ("[[a], [b, [c]]]", #"[["a"],["b",["c"]]]"#),
      ("{a: b, c: d}", #"{"a":"b","c":"d"}"#),
      ("{a: b, }", #"{"a":"b"}"#),
      ("{a: , b, c: ''}", #"{"a":null,"b":null,"c":""}"#),
      (#"{"a":1,"b":[2,true],'c':{"d":null}}"#, #"{"a":1,"b":[2,true],"c":{"d":null}}"#),
      ("{a:1}", #"{"a:1":null}"#),
      ("{a: b:c, u: http://x/y}", #"{"a":"b:c","u":"http://x/y"}"#),
      ("[a: b]", #"[{"a":"b"}]"#),
      ("[a: b, 'c': d, e]", #"[{"a":"b"},{"c":"d"},"e"]"#),
      (#"["a":b, c: ]"#, #"[{"a":"b"},{"c":null}]"#),
      ("[? a : b, ? c]", #"[{"a":"b"},{"c":null}]"#),
      ("{? a : b, ? c}", #"{"a":"b","c":null}"#),
      ("[-1, -a, -, --, a-b]", #"[-1,"-a","-","--","a-b"]"#),
      ("[a b, c  d]", #"["a b","c  d"]"#),
      ("[a#b, c #d\n, e]", #"["a#b","c","e"]"#),
      ("[a?b, c!d, e&f, g*h]", #"["a?b","c!d","e&f","g*h"]"#),
    ])
  func collections(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read("k: \(text)\nz: 1") == #"{"k":\#(expected),"z":1}"#)
  }

  @Test(
    "flow over several lines needs no indentation",
    arguments: [
      ("a: [\nb,\nc\n]\nd: e", #"{"a":["b","c"],"d":"e"}"#),
      ("a: {\n  b: c, # d\n\n  \"e\":\n    f\n}", #"{"a":{"b":"c","e":"f"}}"#),
      ("a: [b\n  c,\n\td]", #"{"a":["b c","d"]}"#),
      ("- [a,\n\n  b]\n- {c: 'd\n\n e'}", #"[["a","b"],{"c":"d\ne"}]"#),
    ])
  func lines(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read(text.replacing("\n", with: "\r\n")) == expected)
  }

  @Test(
    "tags inside brackets",
    arguments: [
      ("[!Ref a, !GetAtt b.c]", #"[!Ref "a",!GetAtt "b.c"]"#),
      ("{a: !Sub 'x', b: !Ref y}", #"{"a":!Sub "x","b":!Ref "y"}"#),
      ("!Join ['', [!Ref a, b]]", #"!Join ["",[!Ref "a","b"]]"#),
      ("!Join [-, [a]]", #"!Join ["-",["a"]]"#),
      ("!If [c, !Ref a, !Ref AWS::NoValue]", #"!If ["c",!Ref "a",!Ref "AWS::NoValue"]"#),
      ("[!GetAZs , !GetAZs]", #"[!GetAZs "",!GetAZs ""]"#),
      ("{a: !GetAZs, b: c}", #"{"a":!GetAZs "","b":"c"}"#),
      ("[!Foo {a: 1}, !Bar [2]]", #"[!Foo {"a":1},!Bar [2]]"#),
      ("[!Ref 12, !!str 12, ! yes]", #"[!Ref "12","12","yes"]"#),
      ("[!Sub\n  x]", #"[!Sub "x"]"#),
    ])
  func tags(text: String, expected: String) {
    #expect(read(text) == expected)
  }
}
