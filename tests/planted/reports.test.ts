import { describe, expect, test } from 'vitest'
import { failureBlock } from '../../reports/index.ts'
import { clientLane } from '../../reports/html/client-lane.ts'
import { legend } from '../../reports/html/legend.ts'
import { toHtml } from '../../reports/html/markup.ts'
import { reportData } from '../../reports/html/report-data.ts'
import { repeatedRequests } from '../../reports/html/row-notes.ts'
import type { ColumnTrace, Report } from '../../reports/html/schema.ts'
import { knownEntries } from '../../reports/html/entry-links.ts'
import { entryLife, readEntryAddress } from '../../reports/html/page/entry-life.ts'
import { rowOf } from '../../reports/html/step-rows.ts'
import { stateAfter, traceEvents } from '../../reports/html/trace-events.ts'
import type { NodeState } from '../../reports/node-state.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { recordOf } from '../../src/run/record.ts'
import type { Plan } from '../../src/run/plan.ts'
import type { RunResult } from '../../src/run/run-result.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { attempt, find, plantedBugs, type PlantedBug } from './planted-runs.ts'

/** What each report must not say wrong, whatever broke and however long the run was. */
describe.each(plantedBugs)('the report of $id', (bug) => {
  test('by its example has no wrong fact', () => expectTrue(example(bug)))

  test('as it was found has no wrong fact', () => {
    const { plan, scenario } = find(bug)!
    expectTrue([plan, runPlan(plan, plantedTarget(bug)(plan), { ...judgedBy(scenario), traced: true })])
  })
})

function example(bug: PlantedBug): [Plan, RunResult] {
  const { nodes, script } = bug.example
  const plan = { ...attempt(bug, 0).plan, nodes, settings: { ...bug.example.settings } }
  return [plan, runScript(plan, plantedTarget(bug)(plan), script, { traced: true })]
}

function expectTrue([plan, result]: [Plan, RunResult]): void {
  const failure = { record: recordOf(plan, result, 'own-raft', 'token'), replayCommand: 'replay' }
  const report = reportData(failure)
  const { min } = report
  if (min === null) throw new Error('a traced run has a trace')
  namesNothingThatIsNotDrawn(report, min)
  showsNothingAfterTheBreach(report, min)
  hasNoHolesInLogs(report, min)
  putsEachClientInOneLane(report, min)
  drawsQuorumsOfServers(report, min)
  saysWhy(report, min)
  followsEachEntry(min)
  marksLateSyncs(result, min)
  marksRequestsSentAgain(min)
  const text = failureBlock(failure, { rows: 1000 })
  expect(text).not.toMatch(/\b1 (steps|operations|messages|replays)\b/)
  for (const { text: clause } of report.verdict.proof) expect(clause).not.toMatch(/\b1 operations\b/)
}

/** Told anew from the run: what a late sync made durable was written before, by the same server, and the time is that between them. */
function marksLateSyncs({ trace }: RunResult, min: ColumnTrace): void {
  for (const { step, lateSync, lane } of traceEvents(min)) {
    if (lateSync === undefined) continue
    const [synced, wrote] = [step, lateSync.wrote].map((one) => trace?.steps[one - 1])
    expect([synced?.kind, synced?.cause]).toEqual(['synced', lateSync.wrote])
    expect(wrote?.node, `step ${lateSync.wrote}`).toBe(synced?.node)
    expect(lane).toBeDefined()
    expect(lateSync.after).toBe((synced?.time ?? 0) - (wrote?.time ?? 0))
  }
  const marked = toHtml(legend(min, [])).includes('disk synced late')
  expect(marked).toBe(traceEvents(min).some(({ lateSync }) => lateSync !== undefined))
}

/** Of the same client and call, and of no later step. */
function marksRequestsSentAgain(min: ColumnTrace): void {
  const events = traceEvents(min)
  const repeated = repeatedRequests(events)
  for (const [row, note] of repeated) {
    const before = Number(/step ([\d,]+)/.exec(note)?.[1]?.replaceAll(',', ''))
    const first = events.find(({ step }) => step === before)
    const again = events[row]
    expect([first?.kind, first?.op, first?.client]).toEqual(['submit', again?.op, again?.client])
    expect(before).toBeLessThan(again?.step ?? 0)
  }
  const counts = Map.groupBy(
    events.filter(({ kind, op }) => kind === 'submit' && op !== undefined),
    ({ op }) => op,
  )
  const more = [...counts.values()].reduce((sum, list) => sum + list.length - 1, 0)
  expect(repeated.size).toBe(more)
}

function namesNothingThatIsNotDrawn({ verdict, ops }: Report, min: ColumnTrace): void {
  const named = [
    Number(verdict.at.slice(1)),
    ...verdict.facts.map(({ step }) => step),
    ...verdict.proof.flatMap(({ step }) => step ?? []),
  ]
  for (const step of named) expect(rowOf(min, step), `step ${step}`).toBeDefined()
  const numbers = new Set(ops.map(({ id }) => id))
  for (const { operation } of verdict.facts) if (operation !== undefined) expect(numbers).toContain(operation)
}

/** Each of members, at a step that is drawn. */
function drawsQuorumsOfServers({ because, nodes }: Report, min: ColumnTrace): void {
  const servers = new Set(nodes.filter(({ kind }) => kind === 'node').map(({ id }) => id))
  for (const { servers: counted, members, outgoing = [], step, name } of because?.quorums ?? []) {
    const strangers = [...counted, ...members, ...outgoing].filter((id) => !servers.has(id))
    expect(strangers, name).toEqual([])
    expect(counted.length, name).toBeGreaterThan(0)
    expect(rowOf(min, step), `${name}, step ${step}`).toBeDefined()
  }
}

/** From a request, a fault or a start to the breach, over steps that are drawn and came before. */
function saysWhy({ why, verdict }: Report, min: ColumnTrace): void {
  const events = new Map(traceEvents(min).map((event) => [event.id, event]))
  const steps = why.chain.map(({ e }) => events.get(e)?.step ?? NaN)
  expect(steps).toEqual([...steps].sort((a, b) => a - b))
  expect(steps.length).toBeGreaterThan(0)
  expect(steps.length).toBeLessThanOrEqual(12)
  expect(steps).toContain(Number(verdict.at.slice(1)))
  expect(['start', 'invoke', 'submit', 'fault', 'crash', 'pause']).toContain(
    events.get(why.chain[0]!.e)?.kind,
  )
  for (const { e, from } of why.chain) {
    for (const cause of from) expect(events.get(cause)!.step).toBeLessThan(events.get(e)!.step)
  }
  for (const { m, e } of why.missing ?? []) {
    expect(events.has(e)).toBe(true)
    expect(min.messages.find(({ id }) => id === m)?.arrivals).toEqual([])
  }
}

/** The life of each entry is told in rows that there are, and begins on one server. */
function followsEachEntry(min: ColumnTrace): void {
  for (const address of knownEntries(min)) {
    const life = entryLife(min, readEntryAddress(address)!)!
    // where the drawn steps begin later, it may have gone into a snapshot before them
    expect(['born', 'compacted'], address).toContain(life.moments[0]?.what)
    expect(life.moments.slice(1).map(({ what }) => what)).not.toContain('born')
    for (const { row, lane, what } of life.moments) {
      const entry = stateAfter(min, row)[lane]?.log?.find(({ index }) => index === life.address.index)
      const isThere = entry?.term === life.address.term
      if (what !== 'compacted')
        expect(isThere, `${address} ${what}`).toBe(what !== 'overwritten' && what !== 'cut')
    }
  }
}

/** But the answer to a call that was under way then, where the proof needs it, and what the diagnosis names. */
function showsNothingAfterTheBreach({ verdict, because }: Report, min: ColumnTrace): void {
  const named = [...verdict.facts, ...(because?.because ?? [])].map(({ step = 0 }) => step)
  const last = Math.max(Number(verdict.at.slice(1)), ...named)
  for (const { step, kind } of traceEvents(min)) {
    if (kind !== 'violation') expect(step).toBeLessThanOrEqual(last)
  }
}

/** A log is whole from its first index to its last. */
function hasNoHolesInLogs(report: Report, min: ColumnTrace): void {
  for (let row = 0; row < min.t.length; row++) {
    for (const state of stateAfter(min, row)) expect(holes(state), `row ${row}`).toEqual([])
  }
}

function holes(state: NodeState | null): number[] {
  const { log = [], firstIndex = 1 } = state ?? {}
  const first = log[0]?.index ?? firstIndex
  const missing = log.flatMap(({ index }, place) => (index === first + place ? [] : [index]))
  // what its snapshot covers may stand before it, as it was
  return first > firstIndex ? [firstIndex, ...missing] : missing
}

/** Requests leave from the lane on which their operation is drawn. */
function putsEachClientInOneLane({ nodes, ops }: Report, min: ColumnTrace): void {
  const laneOf = new Map(nodes.map(({ id }, index) => [id, index]))
  const clientOf = new Map(ops.map(({ id, client }) => [id, client]))
  for (const { op, client, kind } of traceEvents(min)) {
    if (op === undefined || client === undefined || !clientOf.has(op)) continue
    expect(client, `${kind} of operation ${op}`).toBe(laneOf.get(clientLane(clientOf.get(op)!)))
  }
}
