import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ClusterServer } from './cluster-folder.ts'
import { entryFile } from '../../base/package-files.ts'

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/**
 * One server of a cluster as a process of its own. It is in a group of its own, so that Ctrl-C reaches it by way of
 * whoever started it only; and it stops when its starter is gone, however that ended.
 */
export class ServerProcess {
  readonly server: ClusterServer
  readonly ended: Promise<ProcessEnd>
  /** Resolves once it listens. */
  readonly started: Promise<void>
  readonly #child: ChildProcess

  constructor(server: ClusterServer) {
    this.server = server
    const log = openSync(server.log, 'a')
    const main = fileURLToPath(entryFile('src/cli/main'))
    this.#child = spawn(process.execPath, [main, 'node', '--config', server.config], {
      detached: true,
      stdio: ['ignore', 'ignore', log, 'ipc'],
    })
    closeSync(log)
    const started = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<ProcessEnd>()
    this.#child.on('message', () => started.resolve())
    this.#child.on('error', () => ended.resolve({ code: null, signal: null }))
    this.#child.on('exit', (code, signal) => ended.resolve({ code, signal }))
    this.started = started.promise
    this.ended = ended.promise
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Asks it to stop in good order; after so many milliseconds it is killed. */
  async stop(patience: number): Promise<ProcessEnd> {
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patience)
    const end = await this.ended
    clearTimeout(timer)
    return end
  }

  /** The last lines of its log. */
  lastLines(count: number): string {
    try {
      return readFileSync(this.server.log, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
    } catch {
      return ''
    }
  }
}

export const endText = ({ code, signal }: ProcessEnd): string =>
  signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
