import { execa } from 'execa'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defined } from '../../src/base/defined.ts'
import { Incarnation } from '../../src/processes/supervision/incarnation.ts'
import { ServerLog } from '../../src/processes/supervision/server-log.ts'
import {
  describeExit,
  supervise,
  type SupervisedProcess,
} from '../../src/processes/supervision/supervisor.ts'
import { alive, stateOf, until } from './alive.ts'

// Real programs: what is started, what signals do to it, and that nothing is left of it.

let folder: string
const started: SupervisedProcess[] = []
const strays: number[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitewater-supervisor-'))
})
afterEach(async () => {
  for (const supervised of started.splice(0)) {
    supervised.kill()
    await supervised.exited
  }
  // only when a test failed is there anything
  for (const pid of strays.splice(0).filter(alive)) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function shell(script: string, log?: ServerLog): Promise<SupervisedProcess> {
  const process = await supervise({ program: '/bin/sh', parameters: ['-c', script] }, defined({ log }))
  started.push(process)
  return process
}

const nextLine = (process: SupervisedProcess): Promise<string> =>
  new Promise((resolve) => process.stdout.onLine(resolve))

describe('a supervised process', () => {
  test('gets its parameters, environment and folder as they are', async () => {
    const script = 'echo "$1|$2|$NAME|$(pwd -P)"'
    const process = await supervise({
      ...{ program: '/bin/sh', parameters: ['-c', script, 'sh', 'two words', '$HOME "quoted"'] },
      ...{ environment: { NAME: 'n1' }, folder },
    })
    const line = await nextLine(process)
    const { code, wanted } = await process.exited
    expect(line).toMatch(/^two words\|\$HOME "quoted"\|n1\|.*whitewater-supervisor-/)
    expect({ code, wanted }).toEqual({ code: 0, wanted: false })
  })

  test('kill -9 takes its children with it', async () => {
    const process = await shell('sleep 1000 & echo $!; wait')
    const child = Number(await nextLine(process))
    expect(alive(child)).toBe(true)
    process.kill()
    const { signal, wanted } = await process.exited
    expect({ signal, wanted }).toEqual({ signal: 'SIGKILL', wanted: true })
    await until(() => !alive(child) && !alive(process.pid))
  })

  test('children it leaves behind do not stay', async () => {
    const process = await shell('sleep 1000 & echo $!')
    const child = Number(await nextLine(process))
    expect((await process.exited).code).toBe(0)
    await until(() => !alive(child))
  })

  test('stands still and goes on, all of it', async () => {
    const process = await shell('sleep 1000 & echo $!; wait')
    const all = [process.pid, Number(await nextLine(process))]
    process.pause()
    await until(() => all.every((pid) => stateOf(pid) === 'T'))
    process.resume()
    await until(() => all.every((pid) => stateOf(pid) !== 'T'))
    process.pause()
    process.kill()
    expect((await process.exited).signal).toBe('SIGKILL')
  })

  test('is asked to end, and killed when it does not', async () => {
    const willing = await shell('trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.01; done')
    await nextLine(willing)
    // also when it stands still
    willing.pause()
    expect(await willing.stop(60_000)).toMatchObject({ code: 3, wanted: true })
    expect(willing.stdout.lastLines(1)).toEqual(['bye'])
    const stubborn = await shell('trap "" TERM; echo ready; while :; do sleep 1000; done')
    await nextLine(stubborn)
    expect(await stubborn.stop(50)).toMatchObject({ signal: 'SIGKILL', wanted: true })
  })

  test('that ends by itself says why', async () => {
    const process = await shell('echo fine; echo "disk is full" >&2; exit 7')
    const exit = await process.exited
    expect(exit).toEqual({ code: 7, signal: null, wanted: false, lastLines: ['disk is full'] })
    expect(describeExit(exit)).toBe('exited with code 7; it said last:\ndisk is full')
    const silent = await (await shell('exit 1')).exited
    expect(describeExit(silent)).toBe('exited with code 1 and said nothing')
  })

  test('that does not exist says so', async () => {
    const process = await supervise({ program: join(folder, 'no-such-program') })
    const { code, lastLines } = await process.exited
    expect(code).toBe(127)
    expect(lastLines.join()).toMatch(/no-such-program/)
    await expect(supervise({ program: '/bin/sh', folder: join(folder, 'nowhere') })).rejects.toThrow()
  })

  test('fills its log to the limit, and no further', async () => {
    const log = new ServerLog(join(folder, 'logs/n1.log'), 100_000)
    const process = await shell('i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done', log)
    await process.exited
    await log.close()
    expect(statSync(log.file).size + statSync(log.olderFile).size).toBeLessThanOrEqual(100_000)
    expect(readFileSync(log.file, 'utf8')).toMatch(/line 19999\n$/)
    expect(process.stdout.lastLines(1)).toEqual(['line 19999'])
  })
})

describe('a life', () => {
  test('that is ended while it begins leaves nothing', async () => {
    const told: string[] = []
    const life = new Incarnation({
      command: () => ({ program: 'sleep', parameters: ['1000'] }),
      ready: /never/,
      endpoint: { id: 'n1', reach: {} },
      log: new ServerLog(join(folder, 'n1.log')),
      notify: (event) => told.push(event),
    })
    const lived = life.run()
    life.kill()
    expect(await life.ready).toBe(false)
    await lived
    expect(told).toEqual(['began'])
    expect(alive(life.pid!)).toBe(false)
  })

  test('that is ended before it begins never begins', async () => {
    const life = new Incarnation({
      command: () => ({ program: 'touch', parameters: [join(folder, 'began')] }),
      ready: /never/,
      endpoint: { id: 'n1', reach: {} },
      log: new ServerLog(join(folder, 'n1.log')),
      notify: () => undefined,
    })
    life.kill()
    await life.run()
    expect(await life.ready).toBe(false)
    expect(existsSync(join(folder, 'began'))).toBe(false)
  })
})

interface Harness {
  readonly there: { readonly pids: number[]; readonly parents: number[]; readonly guardian: number }
  kill(): Promise<void>
}

/** Starts the harness of the fixtures; it says what it has started. */
async function startHarness(...parameters: string[]): Promise<Harness> {
  const program = join(import.meta.dirname, 'fixtures/harness.ts')
  const harness = execa(process.execPath, [program, ...parameters], {
    ...{ reject: false, stdin: 'ignore', stderr: 'inherit' },
  })
  const [line] = (await once(createInterface(harness.stdout), 'line')) as [string]
  const there = JSON.parse(line) as Harness['there']
  strays.push(...(there.pids ?? []))
  return {
    there,
    async kill() {
      harness.kill('SIGKILL')
      await harness
    },
  }
}

describe('nothing is left behind', () => {
  test('when the harness is killed by kill -9, not even who stands still', async () => {
    const { there, kill } = await startHarness('servers')
    const { pids, parents, guardian } = there
    expect(pids.length).toBe(6)
    expect(pids.every(alive)).toBe(true)
    await until(() => stateOf(parents[1]!) === 'T')
    await kill()
    await until(() => !pids.some(alive) && !alive(guardian))
  })

  test('when its guardian is killed before', async () => {
    const { there, kill } = await startHarness('new-guardian')
    expect(there.pids.length).toBe(12)
    expect(there.pids.every(alive)).toBe(true)
    await kill()
    await until(() => !there.pids.some(alive) && !alive(there.guardian))
  })

  test('when the harness just ends', async () => {
    const supervisor = JSON.stringify(
      join(import.meta.dirname, '../../src/processes/supervision/supervisor.ts'),
    )
    const script = `
      const { supervise } = await import(${supervisor})
      const { pid } = await supervise({ program: '/bin/sh', parameters: ['-c', 'sleep 1000 & wait'] })
      process.stdout.write(String(pid), () => process.exit(0))
    `
    const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script])
    expect(Number(stdout)).toBeGreaterThan(1)
    await until(() => !alive(Number(stdout)))
  })

  test('a program whose harness dies before the guardian knows of it never begins', async () => {
    const marker = join(folder, 'began')
    const gates = (): string[] =>
      execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes('whitewater-gate') && line.includes(marker))
    const { kill } = await startHarness('unguarded', marker)
    expect(gates().length).toBe(1)
    await kill()
    await until(() => gates().length === 0)
    expect(existsSync(marker)).toBe(false)
  })

  test('who was released is left alone: the number may be another’s by now', async () => {
    const { there, kill } = await startHarness('released')
    const pid = there.pids[0]!
    await kill()
    await until(() => !alive(there.guardian))
    expect(alive(pid)).toBe(true)
  })
})
