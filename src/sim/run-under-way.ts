import type { Cluster } from './cluster.ts'
import { exitFailure } from './subject-failure.ts'
import { inside } from './globals/virtual-incarnation.ts'

/** The runs under way in this process, the last one begun last. */
const clusters: Cluster[] = []

/** From now on what a subject does to the process at large counts against this run. Returns what ends that. */
export function beginRun(cluster: Cluster): () => void {
  clusters.push(cluster)
  return () => {
    const at = clusters.lastIndexOf(cluster)
    if (at >= 0) clusters.splice(at, 1)
  }
}

/**
 * The subject tried to end the process, by `call`: a breach of the run under way.
 * @returns false when no run is under way.
 */
export function triedToExit(call: string): boolean {
  const cluster = clusters.at(-1)
  if (cluster === undefined) return false
  const { step, now } = cluster
  cluster.breaches.found(exitFailure(culprit(cluster), call, step, now))
  return true
}

/**
 * An error that nobody caught and that belongs to no incarnation of a server: a breach of the run under way.
 * @returns false when no run is under way.
 */
export function failedOutside(error: unknown): boolean {
  const cluster = clusters.at(-1)
  if (cluster === undefined) return false
  cluster.breaches.threw(culprit(cluster), error)
  return true
}

/** Whose code runs, as far as it shows: the incarnation it belongs to, else the server of the step under way. */
const culprit = (cluster: Cluster): string => inside.getStore()?.id ?? cluster.handling?.id ?? 'the subject'
