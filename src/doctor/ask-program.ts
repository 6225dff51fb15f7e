import { spawn, type ChildProcess } from 'node:child_process'
import type { Machine } from './machine.ts'

/** What a program answered. */
export interface Answer {
  readonly stdout: string
  readonly stderr: string
  /** Why it is no answer to rely on: it could not be started, failed, or took too long. */
  readonly failed?: string
}

/** Most characters that a version takes, of each stream. */
const MAX_TEXT = 65_536

/**
 * Starts a program and waits for its end, for `patience` milliseconds at most. Whatever it does, this returns: it is
 * killed with all that it started, and its pipes, which a program that outlives it may still hold, are closed.
 */
export function askProgram(
  program: string,
  args: readonly string[],
  { env, patience }: Pick<Machine, 'env' | 'patience'>,
): Promise<Answer> {
  return new Promise((resolve) => {
    const texts = { stdout: '', stderr: '' }
    let child: ChildProcess
    try {
      // a group of its own, so that all of it can be killed
      child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    } catch (error) {
      resolve({ ...texts, failed: `cannot be started (${messageOf(error)})` })
      return
    }
    let over = false
    const end = (failed?: string): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      killGroup(child)
      child.stdout?.destroy()
      child.stderr?.destroy()
      child.unref()
      resolve({ ...texts, ...(failed === undefined ? {} : { failed }) })
    }
    const timer = setTimeout(() => {
      end(`gave no answer within ${patience / 1000} s`)
    }, patience)
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        texts[name] = (texts[name] + text).slice(0, MAX_TEXT)
        if (texts[name].length === MAX_TEXT) end('does not stop printing')
      })
    }
    child.on('error', (error) => {
      end(`cannot be started (${messageOf(error)})`)
    })
    let ended: string | undefined
    const finish = (): void => {
      end(ended)
    }
    child.on('exit', (code, signal) => {
      if (code !== 0) ended = `ended with ${signal ?? `exit code ${String(code)}`}`
      // what it printed is usually there at once; one that left a child behind holds the pipes open
      setTimeout(finish, 200).unref()
    })
    child.on('close', finish)
  })
}

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // all of it is gone, or there are no groups here
    if (exitCode === null && signalCode === null) killOne(pid)
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // gone meanwhile
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
