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
