/// A strict reader of the XML that stockade writes: everything that it does not know is an error.
struct XMLReading {
  struct Element {
    let name: String
    var attributes: [String: String] = [:]
    var text = ""
  }

  struct Malformed: Error {
    let what: String
    let offset: Int
  }

  /// The elements in the order of their start tags.
  private(set) var elements: [Element] = []
  private var scalars: [Unicode.Scalar]
  private var at = 0
  private var open: [Int] = []

  init(_ bytes: [UInt8]) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed(what: "not UTF-8", offset: 0) }
    scalars = Array(text.unicodeScalars)
    for (offset, scalar) in scalars.enumerated() {
      let isCharacter: Bool =
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
      guard isCharacter else { throw Malformed(what: "no character of XML", offset: offset) }
    }
    try expect("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    repeat { try step() } while at < scalars.count
    guard open.isEmpty, !elements.isEmpty else { throw Malformed(what: "not closed", offset: at) }
  }

  private mutating func step() throws {
    guard scalars[at] == "<" else {
      let text = try self.text(until: "<")
      if let last = open.last { elements[last].text += text }
      if open.isEmpty, text.contains(where: { !$0.isWhitespace }) { throw Malformed(what: "text outside", offset: at) }
      return
    }
    at += 1
    if peek == "/" {
      at += 1
      let name = self.name()
      try expect(">")
      guard let last = open.popLast(), elements[last].name == name else {
        throw Malformed(what: "end tag", offset: at)
      }
      return
    }
    if open.isEmpty, !elements.isEmpty { throw Malformed(what: "second root", offset: at) }
    var element = Element(name: name())
    guard !element.name.isEmpty else { throw Malformed(what: "no name", offset: at) }
    while peek == " " {
      at += 1
      let key = name()
      try expect("=\"")
      guard element.attributes[key] == nil else { throw Malformed(what: "twice", offset: at) }
      element.attributes[key] = try text(until: "\"")
      try expect("\"")
    }
    if peek == "/" {
      try expect("/>")
    } else {
      try expect(">")
      open.append(elements.count)
    }
    elements.append(element)
  }

  private var peek: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

  private mutating func expect(_ text: String) throws {
    for scalar in text.unicodeScalars {
      guard peek == scalar else { throw Malformed(what: "expected \(text)", offset: at) }
      at += 1
    }
  }

  private mutating func name() -> String {
    var name = ""
    while let scalar = peek, scalar.properties.isAlphabetic || scalar == "-" {
      name.unicodeScalars.append(scalar)
      at += 1
    }
    return name
  }

  private mutating func text(until end: Unicode.Scalar) throws -> String {
    let entities = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "#10": "\n"]
    var text = ""
    while let scalar = peek, scalar != end {
      at += 1
      guard scalar != "<", scalar != ">" else { throw Malformed(what: "mark", offset: at) }
      guard scalar == "&" else {
        text.unicodeScalars.append(scalar)
        continue
      }
      var entity = ""
      while let scalar = peek, scalar != ";", entity.count < 8 {
        entity.unicodeScalars.append(scalar)
        at += 1
      }
      try expect(";")
      guard let meaning = entities[entity] else { throw Malformed(what: "entity \(entity)", offset: at) }
      text += meaning
    }
    return text
  }
}
