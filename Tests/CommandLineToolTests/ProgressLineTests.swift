import Replay
import Testing

@testable import CommandLineTool

@Suite struct ProgressLineTests {
  private func progress(input: Int, bytes: Int) -> RecordRun.Progress {
    var progress = RecordRun.Progress(input: input)
    progress.bytes = bytes
    return progress
  }

  @Test func oneInputGoesByItsBytes() {
    let line = ProgressLine(sizes: [2_000_000_000], first: 0)
    #expect(
      line.text(progress(input: 0, bytes: 1_000_000_000), elapsed: 10)
        == "██████████░░░░░░░░░░  50 %  1.0 GB  100 MB/s  0:10 left")
    #expect(line.text(progress(input: 0, bytes: 0), elapsed: 0) == "0 B  0 B/s")
  }

  @Test func severalInputsGoByWholeOnes() {
    let line = ProgressLine(sizes: [100, 300], first: 0)
    #expect(line.text(progress(input: 0, bytes: 5_000), elapsed: 1) == "5 kB  5 kB/s")
    #expect(
      line.text(progress(input: 1, bytes: 8_000), elapsed: 2) == "█████░░░░░░░░░░░░░░░  25 %  8 kB  4 kB/s  0:06 left")
  }

  @Test func aRunThatGoesOnCountsWhatIsLeft() {
    let line = ProgressLine(sizes: [100, 100, 200], first: 1)
    #expect(
      line.text(progress(input: 2, bytes: 1_000), elapsed: 90) == "██████████░░░░░░░░░░  50 %  1 kB  11 B/s  3:00 left")
  }

  @Test func whatHasNoSizeHasNoShare() {
    #expect(ProgressLine(sizes: [0], first: 0).text(progress(input: 0, bytes: 2_000_000), elapsed: 2) == "2 MB  1 MB/s")
    #expect(ProgressLine(sizes: [], first: 3).text(progress(input: 9, bytes: 10), elapsed: 1) == "10 B  10 B/s")
  }
}
