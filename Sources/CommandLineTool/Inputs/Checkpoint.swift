import ActionStreams
import Documents
import Replay
import Reporting

/// How far a run is: what it has written, and what that came to. A run that starts with one goes on behind it.
///
/// ```
/// {"schema":"stockade/checkpoint/1","run":"9f86d0…","input":3,"record":1200,"outputBytes":184223,"failures":[],"summary":{…}}
/// ```
/// It is put in place of the one before in one step, after the output that it counts is on its disk; what stands behind
/// that in the output is cut off when the run goes on. So the output never holds a line twice, and never lacks one.
struct Checkpoint {
  /// What tells the run from others: its arguments, policies and inputs.
  var run: String
  /// The records that are done with.
  var progress: RecordRun.Progress
  /// The bytes of output that go with them.
  var outputBytes: Int
  /// What they came to.
  var result: RecordRun.Result

  /// The document.
  func render() -> [UInt8] {
    var json = JSONWriter(layout: .line)
    json.object { json in
      json.member("schema", "stockade/checkpoint/1")
      json.member("run", run)
      json.member("input", progress.input)
      json.member("record", progress.record)
      json.member("outputBytes", outputBytes)
      json.array("failures") { list in
        for failure in result.failures {
          list.object { json in
            json.member("file", failure.file)
            json.member("code", failure.code)
            json.member("message", failure.message)
            if let offset = failure.offset { json.member("offset", offset) }
          }
        }
      }
      json.object("summary") { SummaryJSON.append(result.summary, to: &$0) }
    }
    json.endLine()
    return json.bytes
  }

  /// Makes a checkpoint of a run.
  init(run: String, progress: RecordRun.Progress, outputBytes: Int, result: RecordRun.Result) {
    self.run = run
    self.progress = progress
    self.outputBytes = outputBytes
    self.result = result
  }

  /// Reads a document.
  ///
  /// - Throws: where it is no checkpoint.
  init(_ source: SourceText) throws(Diagnostic) {
    let root: DocumentNode
    do throws(JSONError) {
      root = try JSONReader().read(source)
    } catch {
      throw error.diagnostic(in: source)
    }
    func number(_ node: DocumentNode?) -> Int? {
      guard case .number(let text)? = node?.content else { return nil }
      return Int(text.string).flatMap { (0...StreamSummary.largestCount).contains($0) ? $0 : nil }
    }
    guard root["schema"]?.text == "stockade/checkpoint/1", let run = root["run"]?.text,
      let input = number(root["input"]), let record = number(root["record"]),
      let outputBytes = number(root["outputBytes"]), let summary = root["summary"]
    else {
      throw Diagnostic(.error, "checkpoint.shape", "this is no checkpoint of stockade", in: source, at: root.range)
    }
    self.run = run.string
    progress = RecordRun.Progress(input: input, record: record)
    self.outputBytes = outputBytes
    result = RecordRun.Result()
    result.summary = try SummaryJSON.read(summary, in: source)
    result.failures = (root["failures"]?.elements ?? []).compactMap { node in
      guard let file = node["file"]?.text, let code = node["code"]?.text, let message = node["message"]?.text else {
        return nil
      }
      return InputFailure(file: file.string, code: code.string, message.string, at: number(node["offset"]))
    }
  }
}
