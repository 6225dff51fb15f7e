import { expect, test } from 'vitest'
import { columnTrace } from '../../../reports/html/column-trace.ts'
import { stateTable } from '../../../reports/html/state-panel.ts'
import type { Element } from '../../../reports/html/markup.ts'
import { run } from '../../../src/testcase/run-target.ts'
import { inProcess } from '../../../src/subject/in-process.ts'

// A target shows whom it follows, what a leader sends next and when its timers are due; then it breaks a rule.

const target = inProcess({
  name: 'telling',
  offers: { electionsOnly: true },
  create: ({ id, members, clock }) => {
    let leads = false
    // two leaders in one term
    if (id !== 'n3') clock.after(id === 'n1' ? 50 : 100, () => (leads = true), 'electionTimer')
    const next = Object.fromEntries(members.filter((one) => one !== id).map((one) => [one, 1]))
    return {
      receive() {},
      submit() {},
      view: () => ({
        ...{ role: leads ? 'leader' : 'follower', currentTerm: 1, votedFor: id, log: [], firstIndex: 1 },
        ...{ commitIndex: 0, lastApplied: 0, leader: leads ? id : id === 'n3' ? 'n1' : null },
        ...(leads ? { nextIndex: next } : { timers: { electionTimer: id === 'n1' ? 50 : 100 } }),
      }),
    }
  },
})

const textOf = (part: Element | string): string =>
  typeof part === 'string' ? part : part.children.map(textOf).join('')
const rowsOf = (element: Element): Element[] =>
  element.tag === 'tr'
    ? [element]
    : element.children.flatMap((one) => (typeof one === 'string' ? [] : rowsOf(one)))

test('what a view shows beside what is checked stands in the panel of states, and whom it follows in the trace', async () => {
  const { failures } = await run({
    target,
    scenarios: ['contested-elections'],
    runs: 1,
    nodes: 3,
    minimize: false,
  })
  const { report, text } = failures[0]!
  expect(report.record.violation?.property).toBe('election-safety')
  expect(text).toMatch(/F1→n1/)
  const trace = report.record.trace
  const nodes = ['n1', 'n2', 'n3'].map((id) => ({ id, name: id, kind: 'node' as const }))
  const columns = columnTrace(trace!, { lanes: nodes, prefix: 'm' })
  const table = stateTable({ nodes, verdict: { facts: [] } } as never, columns, trace!.steps.length - 1)
  const rows = Object.fromEntries(
    rowsOf(table).map((row) => [textOf(row.children[0]!), row.children.slice(1).map(textOf)]),
  )
  expect(rows['leader']).toEqual(['n1', 'n2', 'n1'])
  expect(rows['nextIndex']).toEqual(['n2 1, n3 1', 'n1 1, n3 1', '–'])
  expect(rows['timers, ms']).toEqual(['–', '–', 'electionTimer 100'])
  // nobody shows these
  expect(Object.keys(rows)).not.toContain('stateDigest')
  expect(Object.keys(rows)).not.toContain('snapshotIndex')
  expect(Object.keys(rows)).not.toContain('matchIndex')
})
