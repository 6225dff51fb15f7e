/**
 * Whether an error says for certain that nothing was sent: the connection was refused. Only then is a call
 * that was tried once a `fail`; a connection that broke later, or a time that ran out, proves nothing.
 * Looks through `cause`, where `fetch` keeps the reason.
 */
export function neverSent(error: unknown): boolean {
  const seen = new Set<unknown>()
  for (let at = error; at instanceof Error && !seen.has(at); at = at.cause) {
    seen.add(at)
    const { code, syscall } = at as Error & { readonly code?: unknown; readonly syscall?: unknown }
    if (code === 'ECONNREFUSED' && syscall === 'connect') return true
  }
  return false
}
