import Testing

@testable import Reporting

@Suite struct HTMLTests {
  private func html(_ text: String) -> String {
    let piece: HTML = "\(text)"
    return String(decoding: piece.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    (#""><img onerror='x'>"#, "&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;"),
    ("&lt;", "&amp;lt;"),
    ("", ""),
    ("é 漢 🔒", "é 漢 🔒"),
    ("tab\tline\n", "tab\tline\n"),
    ("windows\r\n", "windows\n"),
  ])
  func escapesWhatIsMarkup(text: String, expected: String) {
    #expect(html(text) == expected)
  }

  @Test(arguments: [
    ("\u{0}", "0"), ("\u{1B}", "1b"), ("\u{7F}", "7f"), ("\u{85}", "85"), ("\r", "d"), ("\u{202E}", "202e"),
    ("\u{2066}", "2066"), ("\u{200B}", "200b"), ("\u{FEFF}", "feff"), ("\u{E0041}", "e0041"), ("\u{2028}", "2028"),
  ])
  func showsWhatNobodySees(text: String, digits: String) {
    #expect(html("a\(text)b") == "a<span class=esc>\\u{\(digits)}</span>b")
  }

  @Test func anEscapeEndsNoAttribute() {
    let name = "x' onclick='alert(1)\u{202E}\" >"
    let piece: HTML = "<a title='\(name)'>"
    let page = String(decoding: piece.bytes, as: UTF8.self)
    #expect(page.filter { $0 == "'" }.count == 2)
    #expect(!page.dropFirst(10).contains("\""))
  }

  @Test func markupComesFromLiteralsOnly() {
    let inner: HTML = "<b>\("<i>")</b>"
    let outer: HTML = "<td>\(inner) \(3)</td>"
    #expect(String(decoding: outer.bytes, as: UTF8.self) == "<td><b>&lt;i&gt;</b> 3</td>")
  }

  @Test func cutsWhatIsLongerThanAnybodyReads() {
    let text = html(String(repeating: "a", count: HTML.longestText) + "bcd")
    #expect(text.hasSuffix("a<span class=esc>… 3 more bytes</span>"))
    #expect(!text.contains("bcd"))
    // The cut is inside of a character of three bytes: it is no fault of the text.
    let wide = html(String(repeating: "漢", count: 3_000))
    #expect(!wide.contains("\\x"))
    #expect(wide.hasSuffix("<span class=esc>… 4,000 more bytes</span>"))
  }

  @Test func namesBreakWhereTheirPartsEnd() {
    let code = HTML.code("arn:aws:iam::111122223333:role/Admin")
    #expect(
      String(decoding: code.bytes, as: UTF8.self)
        == "<code>arn:<wbr>aws:<wbr>iam::<wbr>111122223333:<wbr>role/<wbr>Admin</code>")
    #expect(String(decoding: HTML.code("s3:GetObject").bytes, as: UTF8.self) == "<code>s3:GetObject</code>")
    let hostile = HTML.code("<script>:\u{202E}/" + String(repeating: "x:", count: 4_000))
    let text = String(decoding: hostile.bytes, as: UTF8.self)
    #expect(text.hasPrefix("<code>&lt;script&gt;:<wbr><span class=esc>\\u{202e}</span>/<wbr>x:<wbr>"))
    #expect(text.contains("more bytes"))
  }

  @Test func countsWhatHasNoRoom() {
    var piece = HTML()
    let missing = piece.append(["aaaa", "bbbb", "cccc"], limit: 9) { HTML(text: $0) }
    #expect(missing == 1)
    #expect(String(decoding: piece.bytes, as: UTF8.self) == "aaaabbbb")
  }
}
