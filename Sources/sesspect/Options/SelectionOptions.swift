import ArgumentParser
import SessionModel

/// Which sessions, by a filter.
struct FilterOptions: ParsableArguments, Sendable {
  @Option(name: .shortAndLong, parsing: .unconditional, help: .filter)
  var filter: String?

  @Flag(help: "Expired sessions too.")
  var all = false

  /// The query, in an order where one was given.
  func query(sort: String? = nil) throws -> Query {
    var query = Query(includesExpired: all)
    if let filter {
      do throws(FilterFailure) {
        query.filter = try Filter(parsing: filter)
      } catch {
        throw CommandFailure.badFilter(error, text: filter)
      }
    }
    if let sort {
      guard let order = Sort(parsing: sort) else { throw CommandFailure.badSort(sort) }
      query.sort = order
    }
    return query
  }
}

/// How a change is made.
struct ChangeOptions: ParsableArguments, Sendable {
  @Flag(name: .customLong("dry-run"), help: "Show what would happen and change nothing.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  @Flag(help: "Print the result as JSON.")
  var json = false
}
