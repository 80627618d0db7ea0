import Evaluation
import Testing

@Suite("LastingValues")
struct LastingValuesTests {
  @Test("what comes from one source is told apart, all of it up to the bound of a table")
  func toldApart() {
    let identities = LastingIdentities()
    var numbers = LastingNumbers()
    let values = (0..<8192).map { _ in identities.next() }
    #expect(values.allSatisfy { numbers.find($0) == -1 })
    for (number, value) in values.enumerated() { numbers.set(value, to: number) }
    for (number, value) in values.enumerated() { #expect(numbers.find(value) == number) }
  }

  @Test("one more takes the place of another, and is not taken for it")
  func oneMore() {
    let identities = LastingIdentities()
    var numbers = LastingNumbers()
    let values = (0..<8193).map { _ in identities.next() }
    for (number, value) in values.enumerated() { numbers.set(value, to: number) }
    #expect(numbers.find(values[0]) == -1)
    #expect(numbers.find(values[8192]) == 8192)
    #expect(numbers.find(.none) == -1)
  }

  @Test("each source begins anew, and what has no identity is never remembered")
  func sources() {
    let (one, other) = (LastingIdentities(), LastingIdentities())
    var numbers = LastingNumbers()
    numbers.set(one.next(), to: 7)
    #expect(numbers.find(other.next()) == 7)
    #expect(numbers.find(other.next()) == -1)
    numbers.set(.none, to: 8)
    #expect(numbers.find(.none) == -1)
  }
}
