import SessionModel
import SessionStores

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes chosen sessions to a new file, a line each, as `sesspect export` does.
struct SessionExport: Sendable {
  let store: any SessionStore
  let mask: Mask
  let isMasked: Bool

  /// How many were written; sessions that ended meanwhile are left out. The file is its owner's alone.
  func write(_ ids: [SessionID], to path: String) async throws -> Int {
    let info = await store.info
    let images = isMasked ? [] : try await (store as? any ImageReading)?.images(of: ids) ?? []
    let byID = Dictionary(images.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0, let file = fdopen(descriptor, "w") else {
      throw CommandFailure.unreadable(path, detail: String(cString: strerror(errno)))
    }
    var count = 0
    do {
      for id in ids {
        guard let content = try await contentIfThere(id) else { continue }
        let line = ExportLine.value(
          content, image: byID[id], dialect: info.dialect, mask: mask,
          isMasked: isMasked || Masking.holdsPlaceholder(content.data))
        let bytes = JSONWriter.bytes(line) + [0x0a]
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw StoreError.diskFull(path) }
        count += 1
      }
    } catch {
      fclose(file)
      throw error
    }
    guard fclose(file) == 0 else { throw StoreError.diskFull(path) }
    return count
  }

  private func contentIfThere(_ id: SessionID) async throws(StoreError) -> SessionContent? {
    do throws(StoreError) {
      return try await store.content(of: id, revealing: !isMasked)
    } catch {
      if case .noSuchSession = error { return nil }
      throw error
    }
  }
}
