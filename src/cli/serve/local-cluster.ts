import { InputError } from '../../base/input-error.ts'
import type { ClusterServer } from './cluster-folder.ts'
import { exitCode } from '../exit-code.ts'
import { endText, ServerProcess } from './server-process.ts'

/** Longest time a cluster may take until all its servers are ready. */
const START_MILLIS = 60_000
/** Longest time a server may take to stop in good order. */
const STOP_MILLIS = 20_000
const POLL_MILLIS = 50

/** The processes of a cluster on this machine. Nothing is started again by itself. */
export class LocalCluster {
  readonly processes: readonly ServerProcess[]
  #stopping = false

  /** @param say takes a line about a server that ended without being told to. */
  constructor(servers: readonly ClusterServer[], say: (line: string) => void) {
    this.processes = servers.map((server) => new ServerProcess(server))
    for (const one of this.processes) {
      void one.ended.then((end) => {
        if (!this.#stopping) say(`${one.server.id} ${endText(end)}; see ${one.server.log}`)
      })
    }
  }

  /** Resolves once no process is left. */
  async empty(): Promise<void> {
    await Promise.all(this.processes.map(({ ended }) => ended))
  }

  /**
   * Resolves with the leader once every server is ready.
   * @throws Error when one ends before (InputError if that was for its settings or its data), or when it takes too long.
   */
  async ready(): Promise<string> {
    const early = Promise.race(this.processes.map((one) => endedEarly(one)))
    // those that end later are another matter
    early.catch(() => undefined)
    return Promise.race([this.#allReady(), early])
  }

  /** Stops all in good order. Returns whether each ended so. */
  async stop(): Promise<boolean> {
    this.#stopping = true
    const ends = await Promise.all(this.processes.map((one) => one.stop(STOP_MILLIS)))
    return ends.every(({ code }) => code === exitCode.held)
  }

  async #allReady(): Promise<string> {
    const deadline = performance.now() + START_MILLIS
    for (const { started, server } of this.processes) {
      await started
      while ((await statusOf(server, '/ready')) !== 200) {
        if (performance.now() > deadline)
          throw new Error(`${server.id} was not ready within ${START_MILLIS / 1000} s; see ${server.log}`)
        await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS))
      }
    }
    const [first] = this.processes as [ServerProcess]
    const answer = await fetch(`http://${first.server.client}/v1/cluster`)
    return ((await answer.json()) as { readonly leader: string }).leader
  }
}

async function endedEarly(one: ServerProcess): Promise<never> {
  const end = await one.ended
  const message = `${one.server.id} ${endText(end)} before it was ready; its log ends with:\n${one.lastLines(5)}`
  if (end.code === exitCode.badInput) throw new InputError(message)
  throw new Error(message)
}

async function statusOf({ client }: ClusterServer, path: string): Promise<number | undefined> {
  try {
    const { status, body } = await fetch(`http://${client}${path}`)
    await body?.cancel()
    return status
  } catch {
    return undefined
  }
}
