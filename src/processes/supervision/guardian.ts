import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { Socket } from 'node:net'
import { isAbsolute } from 'node:path'
import { assert, HarnessError } from '../../base/assert.ts'

/**
 * Reads the groups to watch from its input. The input ends when the harness does, however it does: then
 * every group left is killed. SIGKILL also ends what stands still under SIGSTOP. A few rounds, because a
 * process may be about to fork in the first. Then the folders go that hold nothing but what the servers wrote.
 */
const SCRIPT = `
trap '' HUP INT TERM
groups=
while read -r verb group; do
  case $verb in
    d) set -- "$@" "$group" ;;
    +) groups="$groups $group" ;;
    -) left=
       for one in $groups; do [ "$one" = "$group" ] || left="$left $one"; done
       groups=$left ;;
  esac
done
for round in 1 2 3; do
  for one in $groups; do kill -s KILL -- "-$one" 2>/dev/null; done
  [ -z "$groups" ] || sleep 0.1
done
[ $# -eq 0 ] || rm -rf -- "$@"
`

const options: SpawnOptions = {
  // a session of its own: neither Ctrl-C nor the end of the harness' own group reaches it
  detached: true,
  cwd: '/',
  stdio: ['pipe', 'ignore', 'ignore'],
}

/**
 * Sees to it that no server outlives the harness, not even when the harness is killed by `kill -9`: a small
 * process that holds the other end of a pipe and kills the process groups it was told of when the pipe
 * closes. It needs no rights beyond those of the harness.
 */
export class Guardian {
  static #shared: Guardian | undefined

  readonly #groups = new Set<number>()
  readonly #folders = new Set<string>()
  #shell: ChildProcess | undefined

  /** The one of this process, started when first needed. */
  static shared(): Guardian {
    return (Guardian.#shared ??= new Guardian())
  }

  get pid(): number | undefined {
    return this.#shell?.pid
  }

  /**
   * From the moment this resolves the group does not outlive the harness.
   * @throws HarnessError when no guardian can be kept alive.
   */
  async watch(group: number): Promise<void> {
    this.#groups.add(group)
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await this.#write(`+ ${group}\n`)) return
    }
    this.#groups.delete(group)
    throw new HarnessError('the guardian of the server processes does not stay alive; is there a /bin/sh?')
  }

  /** The group is gone: its number may soon be another's. */
  release(group: number): void {
    if (!this.#groups.delete(group) || this.#shell === undefined) return
    void this.#write(`- ${group}\n`)
  }

  /**
   * From the moment this resolves the folder does not outlive the harness. It need not be there yet.
   * @throws HarnessError when no guardian can be kept alive.
   */
  async removeAtEnd(folder: string): Promise<void> {
    assert(
      isAbsolute(folder) && !/[\n\\]/.test(folder),
      `the guardian cannot be told of the folder ${folder}`,
    )
    this.#folders.add(folder)
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await this.#write(`d ${folder}\n`)) return
    }
    this.#folders.delete(folder)
    throw new HarnessError('the guardian of the server processes does not stay alive; is there a /bin/sh?')
  }

  /** Whether the operating system has taken the text: it then survives this process. */
  #write(text: string): Promise<boolean> {
    const shell = this.#open()
    return new Promise((resolve) =>
      shell.stdin?.write(text, (error) => {
        if (error) this.#lost(shell)
        resolve(!error)
      }),
    )
  }

  #open(): ChildProcess {
    if (this.#shell !== undefined) return this.#shell
    const shell = spawn('/bin/sh', ['-c', SCRIPT, 'whitewater-guardian'], options)
    this.#shell = shell
    // where it cannot be started, its input fails as well
    shell.on('error', () => undefined)
    shell.once('exit', () => this.#lost(shell))
    // it must not keep the harness from ending: that is what it waits for
    shell.unref()
    const { stdin } = shell
    if (stdin instanceof Socket) stdin.unref()
    stdin?.on('error', () => this.#lost(shell))
    for (const group of this.#groups) stdin?.write(`+ ${group}\n`)
    for (const folder of this.#folders) stdin?.write(`d ${folder}\n`)
    return shell
  }

  /** Somebody killed it: the next one is told of all groups again. */
  #lost(shell: ChildProcess): void {
    if (this.#shell !== shell) return
    this.#shell = undefined
    if (this.#groups.size > 0 || this.#folders.size > 0) this.#open()
  }
}
