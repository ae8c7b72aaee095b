import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct WakeupTests {
  @Test func aSignalBeforeTheWaitIsKept() async {
    let wakeup = Wakeup()
    wakeup.signal()
    await wakeup.wait(atMost: .seconds(3600))
  }

  @Test func aSignalEndsTheWait() async {
    let wakeup = Wakeup()
    let waiting = Task { await wakeup.wait(atMost: .seconds(3600)) }
    wakeup.signal()
    await waiting.value
  }

  @Test func aLimitThatPassesAtOnceEndsTheWait() async {
    let wakeup = Wakeup()
    for _ in 0..<2000 { await wakeup.wait(atMost: .zero) }
  }

  @Test func cancellingEndsTheWait() async {
    let wakeup = Wakeup()
    let waiting = Task { await wakeup.wait(atMost: .seconds(3600)) }
    waiting.cancel()
    await waiting.value
  }
}
