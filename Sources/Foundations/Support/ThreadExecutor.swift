import Dispatch
import Foundation
import Synchronization

/// An executor that runs its jobs one after another on a thread of its own.
///
/// Give it to an actor as `unownedExecutor`, or to a task as its executor preference, when the work blocks (libpq,
/// hiredis, file reads, parsing): a blocked thread of the shared pool stalls every other task of the process.
///
/// The thread begins with the first job, and lives until ``stop()`` has been called and the jobs enqueued before it have
/// run.
public final class ThreadExecutor: SerialExecutor, TaskExecutor {
  private struct Queue {
    var jobs: [UnownedJob] = []
    var isStarted = false
    var isStopped = false
  }

  private let name: String
  private let queue = Mutex(Queue())
  private let ready = DispatchSemaphore(value: 0)

  /// `name` is what `top -H` and debuggers show of the thread, 15 bytes at most on Linux.
  public init(name: String) { self.name = name }

  public func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    let isFirst = queue.withLock { queue in
      queue.jobs.append(unowned)
      guard !queue.isStarted, !queue.isStopped else { return false }
      queue.isStarted = true
      return true
    }
    ready.signal()
    if isFirst { start() }
  }

  private func start() {
    let thread = Thread { [self] in
      nameThread()
      runUntilStopped()
    }
    thread.stackSize = 4 << 20
    thread.start()
  }

  /// `Thread.name` names the wrong thread when it is set before Foundation has stored the new thread's handle.
  private func nameThread() {
    let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = write(descriptor, name, min(name.utf8.count, 15))
    close(descriptor)
  }

  /// Ends the thread after the jobs that are already enqueued. Jobs enqueued later never run.
  public func stop() {
    queue.withLock { $0.isStopped = true }
    ready.signal()
  }

  public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  private func runUntilStopped() {
    while true {
      ready.wait()
      let (jobs, isStopped) = queue.withLock { queue in
        defer { queue.jobs.removeAll(keepingCapacity: true) }
        return (queue.jobs, queue.isStopped)
      }
      for job in jobs {
        job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
      }
      if isStopped && jobs.isEmpty { return }
    }
  }
}
