import { execFileSync } from 'node:child_process'

/** The state letter that `ps` shows of a process: `T` when it stands still; undefined when it is gone. */
export function stateOf(pid: number): string | undefined {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    // dead, and only not yet buried by its parent
    return state === '' || state.startsWith('Z') ? undefined : state[0]
  } catch {
    return undefined
  }
}

export const alive = (pid: number): boolean => stateOf(pid) !== undefined

/** Resolves once it is so; the test's own time limit bounds it. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10))
}
