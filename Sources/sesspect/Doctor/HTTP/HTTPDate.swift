import SessionModel

/// Dates in headers: RFC 9110 §5.6.7 in all three spellings, and whatever RFC 6265bis §5.1.1 makes of a cookie's date.
enum HTTPDate {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Nil where no day, month, year and time can be found.
  static func parse(_ text: String) -> Timestamp? {
    var time: (Int, Int, Int)?
    var day: Int?
    var month: Int?
    var year: Int?
    let tokens = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":")) }
    for token in tokens {
      let parts = token.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      if time == nil, parts.count == 3, let hour = Int(parts[0]), let minute = Int(parts[1]),
        let second = Int(parts[2].prefix { $0.isNumber })
      {
        time = (hour, minute, second)
      } else if day == nil, token.count <= 2, let number = Int(token) {
        day = number
      } else if month == nil, let index = months.firstIndex(of: token.prefix(3).lowercased()) {
        month = index + 1
      } else if year == nil, (2...4).contains(token.count), let number = Int(token) {
        year = number < 70 ? number + 2000 : number < 100 ? number + 1900 : number
      }
    }
    guard let time, let day, let month, let year, year >= 1601, year <= 9999 else { return nil }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return Timestamp(parsing: "\(year)-\(two(month))-\(two(day)) \(two(time.0)):\(two(time.1)):\(two(time.2))")
  }
}
