const signals = ['SIGINT', 'SIGTERM'] as const

/** Calls back at the first signal; at the second one the process ends as the signal would have ended it. */
export function onSignal(first: () => void): () => void {
  let signalled = false
  const handler = (signal: NodeJS.Signals): void => {
    if (signalled) process.exit(signal === 'SIGINT' ? 130 : 143)
    signalled = true
    first()
  }
  for (const signal of signals) process.on(signal, handler)
  return () => {
    for (const signal of signals) process.off(signal, handler)
  }
}

/**
 * Does what ends early, with what there is by then, when its signal is aborted: at the first Ctrl-C or SIGTERM.
 * `say` tells whoever waits.
 */
export async function untilSignal<T>(
  say: (text: string) => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupted = new AbortController()
  const release = onSignal(() => {
    say('stopping after the run under way; once more to quit at once\n')
    interrupted.abort()
  })
  try {
    return await work(interrupted.signal)
  } finally {
    release()
  }
}
