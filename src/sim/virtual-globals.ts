/**
 * Waits until the promises of a subject have done all they can without time passing: microtasks run to
 * their end before the next macrotask does.
 */
export function drainPromises(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
