import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'whitewater-cluster-'
/** Says whose folder it is: a folder without it is nobody's to remove. */
const OWNER_FILE = 'temporary-folder-of'

/** Makes a folder that is to go when this process ends, however it ends: at the latest when the next one starts. */
export function makeTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  writeFileSync(join(folder, OWNER_FILE), `${process.pid} ${startOf(process.pid) ?? ''}\n`, { mode: 0o600 })
  return folder
}

/** Leaves a folder to whoever wants to look into it. */
export function keepTemporaryFolder(folder: string): void {
  rmSync(join(folder, OWNER_FILE), { force: true })
}

/**
 * Removes the folders of processes that were killed before they could. Only what is recognised for certain: the name, a
 * folder of this user's with an owner file in it, and neither its owner nor a server that uses it is there any more.
 */
export function removeAbandonedFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue
    const folder = join(tmpdir(), name)
    try {
      const found = lstatSync(folder)
      if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) continue
      if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true })
    } catch {
      // another process removes it just now, or it is not to be removed
    }
  }
}

function isAbandoned(folder: string): boolean {
  const [, pid, start = ''] =
    /^(\d{1,10}) (\d*)\n$/.exec(readFileSync(join(folder, OWNER_FILE), 'utf8')) ?? []
  if (pid === undefined || isTheSame(Number(pid), start)) return false
  // its servers stop when their starter is gone, which takes a moment
  return readdirSync(folder).every((name) => !isLocked(join(folder, name)))
}

function isLocked(directory: string): boolean {
  try {
    return isAlive(Number(readFileSync(join(directory, 'lock-holder'), 'utf8')))
  } catch {
    return false
  }
}

/** Whether a process is there, and not another one that got its number. */
function isTheSame(pid: number, start: string): boolean {
  if (!isAlive(pid)) return false
  const now = startOf(pid)
  return start === '' || now === undefined || now === start
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process began, in ticks since the system did; undefined where that cannot be told. */
function startOf(pid: number): string | undefined {
  try {
    // the name in parentheses may hold anything; what follows it is numbers, the 20th the start
    const [, rest = ''] = /^.*\)(.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return rest.trim().split(' ')[19]
  } catch {
    return undefined
  }
}
