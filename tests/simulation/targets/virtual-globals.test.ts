/* eslint-disable @typescript-eslint/no-misused-promises, @typescript-eslint/await-thenable -- as careless servers do */
import { spawn } from 'node:child_process'
import { Console } from 'node:console'
import nodeCrypto, { randomUUID } from 'node:crypto'
import dgram from 'node:dgram'
import dns from 'node:dns'
import { readFile, watch } from 'node:fs'
import { readFile as readFilePromise } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import { Writable } from 'node:stream'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { describe, expect, test, vi } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { HarnessError } from '../../../src/base/assert.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import type { Scenario } from '../../../src/run/scenario.ts'
import { runPlan, runPlanSettled } from '../../../src/run/run-plan.ts'
import type { Environment, RaftNode } from '../../../src/subject/contract.ts'
import { inProcess } from '../../../src/subject/in-process.ts'

// kept before the globals are virtual: they stay real
const { setTimeout: realTimeout, setInterval: realInterval } = timers
const { setTimeout: sleepReally } = timersPromises
const { randomBytes: randomBytesReally } = nodeCrypto
const signalLate = AbortSignal.timeout.bind(AbortSignal)

const named = (name: string): Scenario => scenarios.find((one) => one.name === name) as Scenario
const nobody: RaftNode<unknown, unknown> = {
  receive: () => {},
  submit: (_call, done) => done({ type: 'ok', value: null }),
}

/** Runs servers that do something at their start, and answer every call. */
async function runServers(
  begin: (environment: Environment) => unknown,
  {
    scenario = 'steady-cluster',
    node = {} as object,
    timeLimit = 300,
    electionTimeout = 100,
    seed = '1',
  } = {},
): Promise<RunResult> {
  const target = inProcess<unknown, unknown>({
    name: 'servers',
    globals: 'virtual',
    electionTimeout,
    create: (environment) => {
      const made = begin(environment)
      return (
        made instanceof Promise ? made.then(() => ({ ...nobody, ...node })) : { ...nobody, ...node }
      ) as RaftNode<unknown, unknown>
    },
  })
  return runPlanSettled(drawPlan(named(scenario), seed, target, { nodes: 3, timeLimit }), target, {
    skipHistory: true,
  })
}

/** Does something at the second server only, when time has passed. */
const later = (act: () => unknown) => (environment: Environment) => {
  if (environment.id === 'n2') setTimeout(() => void act(), 20)
}

describe('inside a simulated server', () => {
  test('the globals are those of its clock and its random stream', async () => {
    const look = () => ({
      date: Date.now(),
      made: new Date().getTime(),
      text: Date(),
      now: performance.now(),
      origin: performance.timeOrigin,
      hr: process.hrtime(),
      big: process.hrtime.bigint(),
      up: process.uptime(),
      random: Math.random(),
      uuid: randomUUID(),
      web: crypto.randomUUID(),
      bytes: [...nodeCrypto.randomBytes(4), ...crypto.getRandomValues(new Uint8Array(4))],
      int: nodeCrypto.randomInt(10, 20),
    })
    const seen: { id: string; at: number; looked: ReturnType<typeof look> }[] = []
    const watching = (environment: Environment): void => {
      const note = () => seen.push({ id: environment.id, at: environment.clock.now(), looked: look() })
      setTimeout(async () => {
        note()
        await promisify(setTimeout)(10)
        note()
      }, 5)
    }
    expect((await runServers(watching)).violation).toBeUndefined()
    expect(seen.map(({ id, at }) => `${id} ${at}`)).toEqual([
      'n1 5',
      'n2 5',
      'n3 5',
      'n1 15',
      'n2 15',
      'n3 15',
    ])
    const [first, second] = seen.map(({ looked }) => looked)
    expect(new Date(first!.date).toISOString()).toBe('2000-01-01T00:00:00.005Z')
    expect(first).toMatchObject({ made: first!.date, now: 5, hr: [0, 5_000_000], big: 5_000_000n, up: 0.005 })
    expect(first!.text).toBe(new Date(first!.date).toString())
    expect(first!.origin + first!.now).toBe(first!.date)
    expect(first!.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(first!.int).toBeGreaterThanOrEqual(10)
    expect(second!.random).not.toBe(first!.random)
    const before = seen.splice(0)
    await runServers(watching)
    expect(seen).toEqual(before)
    await runServers(watching, { seed: '2' })
    expect(seen.at(-1)!.looked.random).not.toBe(before.at(-1)!.looked.random)
  })

  test('timers do what those of Node.js do', async () => {
    const heard: string[] = []
    const result = await runServers(({ id }) => {
      if (id !== 'n1') return
      const tell = (what: string) => heard.push(`${what} ${performance.now()}`)
      setTimeout(tell, 3, 'timeout')
      clearTimeout(setTimeout(tell, 3, 'never'))
      clearTimeout(Number(setTimeout(tell, 3, 'never')))
      setTimeout(tell, Infinity, 'too long')
      setImmediate(tell, 'immediate')
      clearImmediate(setImmediate(tell, 'never'))
      let times = 0
      const interval = setInterval(() => {
        tell('interval')
        if (++times === 3) clearInterval(interval)
      }, 10)
      const again = setTimeout(tell, 5, 'refreshed')
      setTimeout(() => again.refresh(), 4)
      expect(again.unref().hasRef()).toBe(false)
      expect(() => setTimeout('text' as never)).toThrow(TypeError)
    })
    expect(result.violation).toBeUndefined()
    expect(heard).toEqual([
      ...['immediate 0.01', 'too long 1', 'timeout 3', 'refreshed 9'],
      ...['interval 10', 'interval 20', 'interval 30'],
    ])
  })

  test('what built-in modules export of timers is virtual, too', async () => {
    const heard: string[] = []
    const result = await runServers(({ id }) => {
      if (id !== 'n1') return
      const tell = (what: string) => heard.push(`${what} ${performance.now()}`)
      timers.clearTimeout(timers.setTimeout(tell, 1, 'never'))
      timers.setTimeout(tell, 3, 'timeout')
      timers.setImmediate(tell, 'immediate')
      const controller = new AbortController()
      const wait = async () => {
        tell(await timersPromises.setImmediate('promised immediate'))
        tell(await timersPromises.setTimeout(5, 'promised'))
        await timersPromises.scheduler.wait(10)
        await timersPromises.scheduler.yield()
        tell('scheduler')
        let ticks = 0
        for await (const value of timersPromises.setInterval(10, 'tick')) {
          tell(value)
          if (++ticks === 2) break
        }
        timers.setTimeout(() => controller.abort('enough'), 5)
        const { signal } = controller
        await timersPromises.setTimeout(100, null, { signal }).catch((error: Error) => tell(error.name))
        await timersPromises
          .setTimeout(100, null, { signal })
          .catch((error: Error) => tell(`${error.name} at once`))
        const late = AbortSignal.timeout(7)
        await new Promise((resolve) => late.addEventListener('abort', resolve))
        tell((late.reason as Error).name)
      }
      void wait()
    })
    expect(result.violation).toBeUndefined()
    expect(heard).toEqual([
      ...['immediate 0.01', 'promised immediate 0.01', 'timeout 3', 'promised 5.01', 'scheduler 15.02'],
      ...['tick 25.02', 'tick 35.02', 'AbortError 40.02', 'AbortError at once 40.02', 'TimeoutError 47.02'],
    ])
  })

  test('randomness by a callback, and the name of the machine, are those of the server', async () => {
    const look = async () => {
      const filled = new Uint16Array(4)
      nodeCrypto.randomFillSync(filled, 1, 2)
      return {
        bytes: (await promisify(nodeCrypto.randomBytes)(4)).toString('hex'),
        filled: [...filled],
        also: [...((await promisify(nodeCrypto.randomFill)(new Uint8Array(4))) as Uint8Array)],
        int: await promisify<number, number>(nodeCrypto.randomInt)(5),
        host: os.hostname(),
        pid: process.pid,
        cpu: process.cpuUsage(),
      }
    }
    const looks: Awaited<ReturnType<typeof look>>[] = []
    const watching = ({ id }: Environment): void => {
      if (id === 'n2') setTimeout(async () => looks.push(await look()), 5)
    }
    await runServers(watching)
    await runServers(watching)
    expect(looks).toHaveLength(2)
    expect(looks[0]).toEqual(looks[1])
    expect(looks[0]).toMatchObject({ host: 'n2', pid: 5_002_001, cpu: { user: 5000, system: 0 } })
    const { filled } = looks[0]!
    expect([filled[0], filled[3]]).toEqual([0, 0])
    expect(filled[1]! + filled[2]!).toBeGreaterThan(0)
  })

  test('timers and promises of a crashed life die with it', async () => {
    const lives = new Map<string, number>()
    const old: string[] = []
    const begin = ({ id, transport }: Environment): void => {
      const life = (lives.get(id) ?? 0) + 1
      lives.set(id, life)
      setInterval(async () => {
        await null
        if (lives.get(id) !== life) old.push(id)
        transport.send('n1', null)
      }, 1)
    }
    const stop = async (): Promise<void> => {
      await null
      setTimeout(() => old.push('stopped'), 1)
    }
    const result = await runServers(begin, { scenario: 'minority-down', node: { stop }, timeLimit: 2000 })
    expect(result.violation).toBeUndefined()
    expect(Math.max(...lives.values())).toBeGreaterThan(1)
    expect(old).toEqual([])
  })

  test('the globals are the real ones everywhere else, during the run and after it', async () => {
    const names = [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'setImmediate',
      'Date',
      'queueMicrotask',
    ] as const
    const all = () => [
      ...names.map((name) => globalThis[name]),
      ...[
        Date.now,
        Date.prototype.constructor,
        Math.random,
        performance.now,
        performance.timeOrigin,
        process.emit,
      ],
      ...[process.hrtime, process.hrtime.bigint, process.uptime, crypto.randomUUID, randomUUID, console.log],
      ...Object.getOwnPropertyNames(performance),
    ]
    const before = all()
    const dates: number[] = []
    const running = runServers(() => {}, { timeLimit: 3000 })
    while (dates.length < 5) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      dates.push(Date.now())
      expect(new Date()).toBeInstanceOf(Date)
    }
    expect(dates[0]).toBeGreaterThan(Date.UTC(2020, 0))
    await running
    expect(all()).toEqual(before)
    await runServers(() => {
      throw new Error('at once')
    })
    expect(all()).toEqual(before)
    const broken = runServers(() => {
      throw new HarnessError('the run itself fails')
    })
    await expect(broken).rejects.toThrow('the run itself fails')
    expect(all()).toEqual(before)
  })
})

describe('a server that leaks', () => {
  test.each<[string, () => unknown]>([
    ['Timeout', () => realTimeout(() => {}, 1)],
    ['Timeout', () => realInterval(() => {}, 1)],
    ['Timeout', () => sleepReally(1)],
    ['Timeout', () => signalLate(1)],
    ['socket', () => net.connect(1)],
    ['server socket', () => net.createServer().listen(0)],
    ['datagram socket', () => dgram.createSocket('udp4').bind(0)],
    ['name lookup', () => dns.lookup('localhost', () => {})],
    ['file request', () => readFile('/etc/passwd', () => {})],
    ['file request', () => readFilePromise('/etc/passwd')],
    ['file watch', () => watch(import.meta.dirname)],
    ['child process', () => spawn('sleep', ['60'])],
    ['worker', () => new Worker('setInterval(() => {}, 1)', { eval: true })],
    ['message port', () => new MessageChannel()],
    ['request for random bytes', () => randomBytesReally(1, () => {})],
    ['HASHREQUEST', () => crypto.subtle.digest('SHA-256', new Uint8Array(1))],
  ])('is told of its %s', async (what, leak) => {
    const { status, violation } = await runServers(later(leak))
    expect(status).toBe('invalid')
    expect(violation).toMatchObject({
      property: 'no-leak',
      shape: what,
      time: 20_000,
      facts: [{ node: 'n2' }],
    })
    expect(violation!.headline).toMatch(`n2 opened a real ${what} (virtual-globals.test.ts:`)
  })

  test('is found after an await, and what the leak brings later reaches nobody', async () => {
    const intervals: string[] = []
    const { violation } = await runServers(
      later(async () => {
        await readFilePromise('/etc/passwd')
        setInterval(() => intervals.push('a real one'), 1)
        net.connect(1)
        throw new Error('long after the run')
      }),
    )
    expect(violation?.property).toBe('no-leak')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(intervals).toEqual([])
  })

  test('is named without virtual globals too, and its timers are taken back', async () => {
    const heard: string[] = []
    const target = inProcess<unknown, unknown>({
      name: 'leaky',
      create: ({ id, clock }) => {
        if (id === 'n3') clock.after(30, () => setInterval(() => heard.push('a real one'), 1))
        return nobody
      },
    })
    const { violation } = runPlan(drawPlan(named('steady-cluster'), '1', target, { nodes: 3 }), target)
    expect(violation).toMatchObject({
      property: 'no-leak',
      shape: 'Timeout',
      time: 30_000,
      facts: [{ node: 'n3' }],
    })
    expect(violation!.headline).toMatch(
      /^n3 opened a real Timeout \(virtual-globals\.test\.ts:\d+\): use the clock of the environment or globals: 'virtual'$/,
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(heard).toEqual([])
  })

  test('is not one that prints or binds callbacks', async () => {
    // as the console of a test runner does
    const print = vi.spyOn(console, 'debug').mockImplementation(() => void setTimeout(() => {}, 1))
    const { violation } = await runServers(
      later(async () => {
        console.debug('n2 is here')
        process.stderr.write('')
        process.nextTick(() => {})
        queueMicrotask(() => {})
        await null
        const { AsyncResource } = await import('node:async_hooks')
        new AsyncResource('OWN').runInAsyncScope(() => {})
      }),
    )
    expect(violation).toBeUndefined()
    expect(print).toHaveBeenCalledOnce()
    print.mockRestore()
  })
})

test('printing is no leak without virtual globals either', async () => {
  let printed = 0
  const stdout = new Writable({
    write: (_text, _encoding, done) => void setTimeout(() => (printed++, done()), 1),
  })
  const printer = new Console({ stdout })
  const target = inProcess<unknown, unknown>({
    name: 'talkative',
    create: ({ id }) => (printer.log(id), nobody),
  })
  const { violation } = runPlan(drawPlan(named('steady-cluster'), '1', target, { nodes: 3 }), target)
  expect(violation?.property).not.toBe('no-leak')
  await vi.waitFor(() => expect(printed).toBe(3))
})

describe('a server that fails where nobody waits', () => {
  const broken = () => {
    throw new Error('out of order')
  }
  test.each<[string, (environment: Environment) => unknown, object?]>([
    ['a continuation', later(async () => (await null, broken()))],
    ['a promise nobody holds', later(() => void Promise.reject(new Error('out of order')))],
    ['a microtask', later(() => queueMicrotask(broken))],
    ['a tick', later(() => process.nextTick(broken))],
    ['a timer', later(broken)],
    ['an async timer', later(() => setTimeout(async () => (await null, broken()), 1))],
    ['an async receive', later(() => {}), { receive: async () => (await null, broken()) }],
    ['an async submit', later(() => {}), { submit: async () => (await null, broken()) }],
    ['an async create', async ({ id }) => (await null, id === 'n2' && broken())],
  ])('in %s is found out', async (_where, begin, node = {}) => {
    const sends =
      'receive' in node
        ? ({ id, transport }: Environment) => id === 'n1' && transport.send('n2', null)
        : begin
    const { violation } = await runServers(sends, { node })
    expect(violation).toMatchObject({ property: 'no-exception', shape: 'Error' })
    expect(violation!.headline).toMatch(/^n\d threw Error: out of order/)
    if (!('submit' in node)) expect(violation!.facts).toMatchObject([{ node: 'n2' }])
  })

  test('by a rejection that is handled in time does not fail', async () => {
    const { violation } = await runServers(
      later(async () => {
        const lost = Promise.reject(new Error('fine'))
        await null
        await lost.catch(() => {})
      }),
    )
    expect(violation).toBeUndefined()
  })

  test.each([
    ['every server', () => true],
    ['one server', (id: string) => id === 'n2'],
  ])('in a create() that never settles at %s is found out', async (_who, which) => {
    const { violation, counts } = await runServers(({ id }) =>
      which(id) ? new Promise(() => {}) : undefined,
    )
    expect(violation).toMatchObject({ property: 'liveness' })
    expect(violation!.headline).toMatch('n2 starting')
    expect(counts.virtualMs).toBeGreaterThan(2000)
  })

  test('by waiting for time to pass without letting it is found out', async () => {
    const spin = (): void => {
      const end = Date.now() + 5
      while (Date.now() < end);
    }
    const patient = async (): Promise<void> => {
      const end = performance.now() + 5
      while (performance.now() < end) await null
    }
    for (const wait of [spin, patient]) {
      const { violation } = await runServers(later(wait))
      expect(violation).toMatchObject({ property: 'livelock' })
      expect(violation!.headline).toMatch('n2 asked for the time')
    }
  })
})
