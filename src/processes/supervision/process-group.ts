/**
 * Sends a signal to every process of a group; 0 only asks whether there is one.
 * False when the group has no process left.
 */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // macOS refuses, instead of finding nobody, when all that is left of a group is not yet buried
    if (code === 'ESRCH' || (code === 'EPERM' && process.platform === 'darwin')) return false
    throw error
  }
}
