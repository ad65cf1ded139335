public import SessionModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The wall clock, for whoever is at the edge; everything else is told the time.
public enum SystemClock {
  public static var now: Timestamp { Timestamp(milliseconds: nanoseconds / 1_000_000) }

  /// Nanoseconds since 1970.
  public static var nanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
