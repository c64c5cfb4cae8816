import Cutover
import Synchronization

/// Passes on what a run reports, and hands a notice of it to whoever sends them. It never waits.
final class NoticeWatcher: RunWatcher {
  private let inner: any RunWatcher
  private let writer: NoticeWriter
  private let post: @Sendable (Notice) -> Void
  private let observed = Mutex<[String]>([])

  /// - Parameters:
  ///   - inner: who is told first.
  ///   - writer: makes the notices.
  ///   - post: takes them; must not wait.
  init(_ inner: any RunWatcher, writer: NoticeWriter, post: @escaping @Sendable (Notice) -> Void) {
    self.inner = inner
    self.writer = writer
    self.post = post
  }

  func reported(_ report: RunReport) {
    inner.reported(report)
    let words = observed.withLock { words -> [String] in
      switch report {
      case .phaseBegan: words = []
      case .stepEnded(_, _, let result): if !result.observed.isEmpty { words.append(result.observed) }
      case .phaseEnded, .phaseSkipped, .stepFailed, .counted, .holding, .leaseLost, .undoing, .undone, .notUndone,
        .asking, .abortRefused:
        break
      }
      return words
    }
    if let notice = writer.notice(report, words: words) { post(notice) }
  }

  func progressed(_ step: Step, _ progress: StepProgress) { inner.progressed(step, progress) }
}
