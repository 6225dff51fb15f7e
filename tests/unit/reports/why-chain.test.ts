import { expect, test } from 'vitest'
import { necessityLines, ordinarySummary } from '../../../reports/necessity-summary.ts'
import { neededFaults } from '../../../reports/why-needed.ts'
import { whyChain } from '../../../reports/why-chain.ts'
import { missingMessages } from '../../../reports/why-missing.ts'
import type { StatePatch, Trace, TraceMessage, TraceStep } from '../../../src/record/trace.ts'
import type { MinimizedFailure } from '../../../src/record/run-record.ts'
import type { Violation } from '../../../src/record/verdict.ts'

type Told = Omit<TraceStep, 'step' | 'time' | 'text'>

function traceOf(steps: readonly Told[], messages: readonly TraceMessage[] = []): Trace {
  return {
    steps: steps.map((step, at) => ({ ...step, step: at + 1, time: at, text: `step ${at + 1}` })),
    messages,
  }
}

const message = (
  id: number,
  from: string,
  to: string,
  sentIn: number,
  ...arrivals: number[]
): TraceMessage => ({
  ...{ id, from, to, sentIn, arrivals, text: 'AppendEntries', body: {} },
})

const violation = (step: number, facts: Violation['facts']): Violation => ({
  ...{ property: 'leader-completeness', shape: 'x', step, time: step, headline: 'x', proof: [], facts },
})

const log = (from: number, ...terms: number[]): StatePatch => ({
  log: { from, entries: terms.map((term, at) => ({ index: from + at, term, command: 'c' })) },
})

/** n1 leads, takes an entry, commits it; n2 leads without it. Between them heartbeats that nobody needs. */
const lost = traceOf(
  [
    { kind: 'start', node: 'n1', state: { role: 'follower', currentTerm: 0 } },
    { kind: 'start', node: 'n2', state: { role: 'follower', currentTerm: 0 } },
    { kind: 'timer', node: 'n1', state: { role: 'leader', currentTerm: 1 } },
    { kind: 'deliver', node: 'n2', message: 0, state: { currentTerm: 1 } },
    { kind: 'invoke', client: 0, operation: 0 },
    { kind: 'submit', node: 'n1', client: 0, operation: 0, cause: 5, state: log(1, 1) },
    { kind: 'deliver', node: 'n2', message: 1 },
    { kind: 'deliver', node: 'n2', message: 2 },
    { kind: 'crash', node: 'n1', state: { status: 'down' } },
    { kind: 'restart', node: 'n1', state: { status: 'up', commitIndex: 1 } },
    { kind: 'timer', node: 'n2', state: { role: 'leader', currentTerm: 2 } },
  ],
  [
    message(0, 'n1', 'n2', 3, 4),
    message(1, 'n1', 'n2', 3, 7),
    message(2, 'n1', 'n2', 3, 8),
    {
      ...message(3, 'n1', 'n2', 6),
      body: { term: 1, prevLogIndex: 0, prevLogTerm: 0, entries: [{ index: 1, term: 1 }] },
    },
    message(4, 'n1', 'n2', 3),
  ],
)
const breach = violation(11, [
  { step: 10, node: 'n1', field: 'commitIndex', index: 1 },
  { step: 11, node: 'n2', field: 'log', index: 1 },
])

test('goes from a start over the elections and the entry to the breach, without what only passed by', () => {
  const chain = whyChain({ trace: lost, violation: breach, named: new Set([10, 11]), needed: new Set([9]) })
  expect(chain.map(({ step, role }) => [step, role])).toEqual([
    [1, 'cause'],
    [3, 'cause'],
    [6, 'cause'],
    [9, 'needed-fault'],
    [10, 'fact'],
    [11, 'fact'],
  ])
  // over the heartbeats, which are no links of it
  expect(chain.at(-1)?.from).toEqual([3])
  expect(chain.find(({ step }) => step === 10)?.from).toEqual([9])
})

test('ends at the breach, whatever the proof names of later', () => {
  const early = violation(8, [{ step: 10, node: 'n1' }])
  const chain = whyChain({ trace: lost, violation: early, named: new Set([8, 10]), needed: new Set() })
  expect(chain.at(-1)).toMatchObject({ step: 8, role: 'fact' })
})

test('has at most twelve links, the facts among them', () => {
  const many = traceOf([
    { kind: 'start', node: 'n1', state: {} },
    ...Array.from({ length: 40 }, (_, at): Told => ({
      kind: 'timer',
      node: 'n1',
      state: { role: 'candidate', currentTerm: at },
    })),
  ])
  const chain = whyChain({
    trace: many,
    violation: violation(41, []),
    named: new Set([9, 41]),
    needed: new Set(),
  })
  expect(chain).toHaveLength(12)
  expect(chain[0]?.step).toBe(1)
  expect(chain.filter(({ role }) => role === 'fact').map(({ step }) => step)).toEqual([9, 41])
})

test('names what never arrived and had what its receiver lacked', () => {
  const found = missingMessages({ trace: lost, nodes: ['n1', 'n2'], violation: breach, quorums: [] })
  expect(found.map(({ message: { id }, brings }) => [id, brings])).toEqual([[3, 'entry 1 of term 1']])
})

test('names a later term that a server did not hear of, and nothing that it knew', () => {
  const { steps, messages } = lost
  const stale = violation(8, [])
  const told = (to: string, from: string) =>
    missingMessages({
      trace: { steps, messages: [...messages, message(5, from, to, 7)] },
      ...{ nodes: ['n1', 'n2'], violation: stale, quorums: [] },
    })
  expect(told('n2', 'n1')).toEqual([])
  const ahead = steps.map((step) =>
    step.step === 3 ? { ...step, state: { role: 'leader' as const, currentTerm: 7 } } : step,
  )
  const brought = (body: TraceMessage['body']) =>
    missingMessages({
      trace: { steps: ahead, messages: [{ ...message(5, 'n1', 'n2', 7), body }] },
      ...{ nodes: ['n1', 'n2'], violation: stale, quorums: [] },
    }).map(({ brings }) => brings)
  expect(brought({ term: 7 })).toEqual(['term 7'])
  // sent again, it is of the term of before; and of words that cannot be read nothing is known
  expect(brought({ term: 3 })).toEqual(['term 3'])
  expect(brought({ term: 1 })).toEqual([])
  expect(brought({ messages: ['in words of its own'] })).toEqual([])
  expect(brought({ type: 'PreVote', term: 8 })).toEqual(['term 7'])
})

test('finds the steps of the faults that are needed, or names none', () => {
  const script: MinimizedFailure['script'] = [
    { do: 'fire', node: 'n1', timer: 'election' },
    { do: 'crash', node: 'n1' },
    { do: 'restart', node: 'n1' },
  ]
  const minimized = (of: number, without = 'passes') =>
    ({ script, necessity: [{ of, text: 'crash of n1', without }] }) as unknown as MinimizedFailure
  expect([...neededFaults(minimized(1), lost.steps)]).toEqual([[9, 'nothing breaks']])
  expect([...neededFaults(minimized(1, 'same'), lost.steps)]).toEqual([])
  // there are two timers in the trace and one in the script
  expect([...neededFaults(minimized(0), lost.steps)]).toEqual([])
  expect([...neededFaults(undefined, lost.steps)]).toEqual([])
})

test('a sync that comes late is a fault, but no step is needed for it', () => {
  const late = {
    script: [
      { do: 'fire', node: 'n1', timer: 'election', hold: true },
      { do: 'fire', node: 'n2', timer: 'election' },
    ],
    necessity: [{ of: 0, text: 'disk of n1 that syncs late', without: 'passes' }],
  } as unknown as MinimizedFailure
  const written = {
    ...late,
    script: [{ do: 'deliver', from: 'n1', to: 'n2', message: 'x', hold: true }],
  } as MinimizedFailure
  expect(necessityLines(written)).toMatchObject([{ fault: true, needed: true }])
  expect(ordinarySummary(necessityLines(written))).toBeUndefined()
  expect([...neededFaults(late, lost.steps)]).toEqual([])
})
