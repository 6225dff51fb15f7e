import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../../checkers/index.ts'
import type { Json } from '../../../../src/base/json.ts'
import type { StatePatch, TraceMessage, TraceStep } from '../../../../src/record/trace.ts'

const nodes = ['n1', 'n2', 'n3']
const livelock = { property: 'livelock', shape: 'livelock', time: 0, headline: '', proof: [] }

/** A made-up run of many events: so many microseconds from one to the next. */
class Run {
  readonly steps: TraceStep[] = []
  readonly messages: TraceMessage[] = []
  readonly #micros: number

  constructor(micros = 100, states: { readonly [node: string]: StatePatch } = {}) {
    this.#micros = micros
    for (const node of nodes) this.happens('start', node, `${node} starts`, states[node])
  }

  happens(kind: TraceStep['kind'], node: string, text: string, state: StatePatch = {}, message?: number) {
    const step = this.steps.length + 1
    const of = message === undefined ? {} : { message }
    this.steps.push({ step, time: step * this.#micros, kind, node, text, state, ...of })
    return step
  }

  sends(from: string, to: string, body: Json, text = JSON.stringify(body)): void {
    const sentIn = this.steps.length
    const id = this.messages.length
    const step = this.happens('deliver', to, `${to} gets from ${from}: ${text}`, {}, id)
    this.messages.push({ id, from, to, text, body, sentIn, arrivals: [step] })
  }

  /** Its cause, told from step 10 on, or the one that is given. */
  told(since = 10, step = this.steps.length) {
    return diagnose(this, { ...livelock, step, facts: [{ step: since }, { step }] }, nodes)
  }

  get stalled() {
    const step = this.steps.length
    return diagnose(this, { ...livelock, property: 'liveness', step, facts: [] }, nodes)
  }
}

/** The run in which that is done so often. */
function again(times: number, round: (run: Run, number: number) => void, run = new Run()): Run {
  for (let number = 1; number <= times; number++) round(run, number)
  return run
}

const log = (entries: number): Required<StatePatch>['log'] => ({
  from: 1,
  entries: Array.from({ length: entries }, (_, at) => ({ index: at + 1, term: 1, command: 'x' })),
})

describe('the loop of a livelock', () => {
  test('is told by the rule that a stall is told by, where one asks and is refused', () => {
    const follower = { status: 'up', role: 'follower', currentTerm: 1, commitIndex: 2, log: log(2) } as const
    const states = {
      n1: { ...follower, role: 'leader', log: log(5) } as const,
      n2: follower,
      n3: { ...follower, log: log(5) },
    }
    const asks = { type: 'append', term: 1, prevIndex: 4, prevTerm: 1, entries: [], commitIndex: 2 }
    const refuses = { type: 'append-reply', term: 1, success: false }
    const run = again(
      200,
      (one) => {
        one.sends('n1', 'n2', asks)
        one.sends('n2', 'n1', refuses)
      },
      new Run(100, states),
    )
    expect(run.told()).toMatchObject({ diagnosis: { cause: 'next-index-does-not-go-back' } })
  })

  test('by the same messages, whose words nobody needs to know, each with how often it was sent', () => {
    const run = again(300, (one) => {
      one.sends('n1', 'n2', { ping: 7 })
      one.sends('n2', 'n1', 'pong')
    })
    const found = run.told()
    expect(found).toMatchObject({
      diagnosis: {
        cause: 'messages-without-end',
        headline: expect.stringMatching(
          /^n1 and n2 send the same messages again and again: 59\d of the 59\d /,
        ),
      },
    })
    expect(JSON.stringify(found)).toMatch(/n1 sends n2 {\\+"ping\\+":7}, 29\d times/)
    expect(JSON.stringify(found)).toMatch(/n2 sends n1 \\+"pong\\+", 29\d times/)
  })

  test('by who sends whom, where no message is the same', () => {
    const found = again(300, (one, number) => one.sends('n3', 'n1', { number })).told()
    expect(found).toMatchObject({
      diagnosis: { headline: expect.stringMatching(/^n3 sends messages again/) },
    })
  })

  test('by timers that fire without end', () => {
    const found = again(300, (one) => one.happens('timer', 'n2', 'n2: timer tick fires')).told()
    expect(found).toMatchObject({
      diagnosis: { cause: 'timers-without-end', headline: expect.stringMatching(/^timers of n2 fire again/) },
    })
  })

  test('not by what is less than half of what happens, nor by what was before', () => {
    const mixed = again(100, (one, number) => {
      one.sends('n1', 'n2', 'same')
      one.happens('submit', 'n1', `n1 gets call ${number}`)
      one.happens('synced', 'n1', 'n1: its disk has everything')
    })
    expect(mixed.told()).toHaveProperty('unknown')
    const over = again(300, (one) => one.sends('n1', 'n2', 'same'))
    const since = over.steps.length
    for (let number = 0; number < 300; number++) over.happens('submit', 'n1', `n1 gets call ${number}`)
    expect(over.told(since)).toHaveProperty('unknown')
  })

  test('of a run that is traced no further than its beginning', () => {
    const run = again(300, (one) => one.sends('n1', 'n2', 'same'))
    expect(run.told(10, 150_000)).toMatchObject({ diagnosis: { cause: 'messages-without-end' } })
  })

  test('of a run whose trace ends before it nothing is told', () => {
    const run = again(300, (one) => one.sends('n1', 'n2', 'same'))
    expect(run.told(100_000, 150_000)).toHaveProperty('unknown')
  })

  test('a text that is long is cut', () => {
    const found = again(300, (one) => one.sends('n1', 'n2', 'x'.repeat(5000))).told()
    expect(JSON.stringify(found).length).toBeLessThan(2000)
  })
})

describe('a stall of a cluster that is busy', () => {
  const pings = (micros: number): Run =>
    again(12_000, (one) => one.sends('n1', 'n2', 'ping'), new Run(micros))

  test('is told by its loop', () => {
    expect(pings(100).stalled).toMatchObject({ diagnosis: { cause: 'messages-without-end' } })
  })

  test('heartbeats are none', () => {
    expect(pings(10_000).stalled).toHaveProperty('unknown')
  })
})
