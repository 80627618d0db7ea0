/// The world outside a command: standard streams, files, environment variables, the terminal.
///
/// Commands reach the outside only through it, so that tests run them in process.
public struct Console: Sendable {
  /// Fills a buffer from standard input and returns the bytes read, 0 at the end.
  public var readInput: @Sendable (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int
  /// The descriptor of standard input; nil in tests.
  public var inputDescriptor: Int32?
  /// Writes all of a buffer to standard output.
  public var writeOutput: @Sendable (UnsafeRawBufferPointer) throws(SystemError) -> Void
  /// Writes all of a buffer to standard error.
  public var writeError: @Sendable (UnsafeRawBufferPointer) throws(SystemError) -> Void
  /// The columns of the terminal that standard output is; nil when it is none.
  public var outputColumns: Int?
  /// The columns of the terminal that standard error is; nil when it is none.
  public var errorColumns: Int?
  /// Whether standard input is a terminal, where a person would have to type the records.
  public var inputIsTerminal: Bool
  /// The value of an environment variable.
  public var environmentVariable: @Sendable (_ name: String) -> String?
  /// The files.
  public var files: FileSystem
  /// The seconds since the beginning of 1970.
  public var secondsSinceEpoch: @Sendable () -> Int
  /// The processors at hand, for the default of `--jobs`.
  public var processorCount: Int

  /// Makes a console of its parts.
  public init(
    readInput: @escaping @Sendable (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int,
    inputDescriptor: Int32? = nil,
    writeOutput: @escaping @Sendable (UnsafeRawBufferPointer) throws(SystemError) -> Void,
    writeError: @escaping @Sendable (UnsafeRawBufferPointer) throws(SystemError) -> Void,
    outputColumns: Int? = nil, errorColumns: Int? = nil, inputIsTerminal: Bool = false,
    environmentVariable: @escaping @Sendable (String) -> String? = { _ in nil },
    secondsSinceEpoch: @escaping @Sendable () -> Int = { 0 }, files: FileSystem, processorCount: Int = 1
  ) {
    self.readInput = readInput
    self.inputDescriptor = inputDescriptor
    self.writeOutput = writeOutput
    self.writeError = writeError
    self.outputColumns = outputColumns
    self.errorColumns = errorColumns
    self.inputIsTerminal = inputIsTerminal
    self.environmentVariable = environmentVariable
    self.secondsSinceEpoch = secondsSinceEpoch
    self.files = files
    self.processorCount = processorCount
  }
}
