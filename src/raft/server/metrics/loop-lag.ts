const SAMPLE_MILLIS = 100

/** Measures how late the event loop comes to a timer; returns what ends it. Does not keep the process alive. */
export function watchLoopLag(observe: (seconds: number) => void, now: () => number): () => void {
  let due = now() + SAMPLE_MILLIS
  const timer = setInterval(() => {
    const at = now()
    observe(Math.max(0, at - due) / 1000)
    due = at + SAMPLE_MILLIS
  }, SAMPLE_MILLIS).unref()
  return () => clearInterval(timer)
}
