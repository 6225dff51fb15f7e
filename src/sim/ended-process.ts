import type { Millis } from '../base/time.ts'
import type { Process } from './process.ts'

/** How long a server is gone that an exception has ended. */
const STARTED_AGAIN_AFTER: Millis = 100

/** The world of a server whose process ends. */
interface World {
  readonly cluster: {
    crash(process: Process, kept: readonly number[]): number
    start(process: Process, kind: 'restart'): void
  }
  soon(acts: readonly (() => void)[]): void
  after(delay: Millis, act: () => void): void
}

/**
 * An exception that nobody caught ends a server's process, once the event is handled; what it wrote is with the operating
 * system. Whatever looks after it starts it again, unless somebody else has.
 */
export function endProcess(world: World, process: Process): void {
  const { incarnation } = process
  const isSame = (): boolean => process.incarnation === incarnation
  const end = (): void => {
    if (isSame() && process.status !== 'down') world.cluster.crash(process, process.disk.everyUnsynced)
  }
  world.soon([end])
  world.after(STARTED_AGAIN_AFTER, () => {
    if (isSame() && process.status === 'down') world.cluster.start(process, 'restart')
  })
}
