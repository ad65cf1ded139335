import CZlib

/// zlib streams (RFC 1950) through the system's library.
enum Zlib {
  /// Inflated payloads beyond this are refused: deflate reaches 1000 to 1, and no session is that large.
  static let inflatedLimit = 64 << 20

  /// Appends what the stream holds to `output`; false, with `output` as it was, where the stream is damaged,
  /// incomplete or larger than `limit`.
  static func inflate(
    _ input: UnsafeBufferPointer<UInt8>, appendingTo output: inout [UInt8], limit: Int = inflatedLimit
  ) -> Bool {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return false }
    defer { inflateEnd(&stream) }
    // zlib declares its input mutable and never writes to it.
    stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    stream.avail_in = UInt32(clamping: input.count)
    let start = output.count
    let isComplete = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16 << 10) { chunk in
      while true {
        stream.next_out = chunk.baseAddress
        stream.avail_out = UInt32(chunk.count)
        // Told that this may be all, zlib takes no memory for a window where one call is enough.
        let status = CZlib.inflate(&stream, Z_FINISH)
        output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<(chunk.count - Int(stream.avail_out))]))
        if status == Z_STREAM_END { return true }
        // Room left over means that the input ended too early.
        let isFull = (status == Z_OK || status == Z_BUF_ERROR) && stream.avail_out == 0
        guard isFull, output.count - start <= limit else { return false }
      }
    }
    if !isComplete { output.removeSubrange(start...) }
    return isComplete
  }

  static func inflate(_ input: [UInt8], limit: Int = inflatedLimit) -> [UInt8]? {
    var output: [UInt8] = []
    return input.withUnsafeBufferPointer({ inflate($0, appendingTo: &output, limit: limit) }) ? output : nil
  }

  /// A stream at the default level, what Python's `zlib.compress` makes; nil where memory ran out.
  static func deflate(_ input: [UInt8]) -> [UInt8]? {
    var size = compressBound(uLong(input.count))
    var output = [UInt8](repeating: 0, count: Int(size))
    guard compress(&output, &size, input, uLong(input.count)) == Z_OK else { return nil }
    return Array(output.prefix(Int(size)))
  }
}
