import { ServerLog } from '../processes/supervision/server-log.ts'

/** What a node prints to standard error, in its own file and, where that is asked for, told to another as well. */
export class NodeLog extends ServerLog {
  readonly #tell: ((text: string) => void) | undefined

  constructor(file: string, tell: ((text: string) => void) | undefined) {
    super(file)
    this.#tell = tell
  }

  override append(bytes: Uint8Array): void {
    super.append(bytes)
    if (this.#tell === undefined) return
    for (const line of Buffer.from(bytes).toString().split('\n')) if (line !== '') this.#tell(line)
  }
}
