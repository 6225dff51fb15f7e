import { ChildProcess } from 'node:child_process'

type Spawn = (this: ChildProcess, options: { detached?: boolean }) => number

/**
 * Whatever this process starts stays in its group, also when it asks for one of its own: a group can be ended
 * as a whole. (A program that leaves the group by itself, as a daemon does, is beyond reach.)
 */
export function keepInGroup(): void {
  const prototype = ChildProcess.prototype as ChildProcess & { spawn: Spawn }
  const { spawn } = prototype
  prototype.spawn = function (options) {
    return spawn.call(this, { ...options, detached: false })
  }
}
