/// Elements one behind the other, in memory that grows and is used again.
struct GrowingList<Element>: ~Copyable {
  private var elements: UnsafeMutablePointer<Element>
  private static var usual: Int { 16 }
  /// More room than for so many elements is given back.
  private static var most: Int { 4096 }
  private var capacity = usual
  /// The number of elements.
  private(set) var count = 0

  /// Makes a list of nothing.
  init() { elements = .allocate(capacity: capacity) }

  deinit { elements.deallocate() }

  /// One of the elements, which is there, by its place from 0.
  @inline(__always)
  subscript(_ place: Int) -> Element {
    get { elements[place] }
    nonmutating set { elements[place] = newValue }
  }

  /// Forgets all elements, which are plain values.
  @inline(__always)
  mutating func removeAll() {
    count = 0
    if capacity > Self.most { shrink() }
  }

  /// Adds an element behind all others.
  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (elements + count).initialize(to: element)
    count += 1
  }

  /// Adds an element behind all others if it is wanted; without a jump that nobody could foresee.
  @inline(__always)
  mutating func append(_ element: Element, if isWanted: Bool) {
    if count == capacity { grow() }
    (elements + count).initialize(to: element)
    count &+= isWanted ? 1 : 0
  }

  @inline(never)
  private mutating func shrink() {
    elements.deallocate()
    capacity = Self.usual
    elements = .allocate(capacity: capacity)
  }

  @inline(never)
  private mutating func grow() { elements.enlarge(count, &capacity) }
}
