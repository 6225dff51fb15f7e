import { defined } from '../../src/base/defined.ts'
import { Digest } from '../../src/base/digest.ts'
import { InputError } from '../../src/base/input-error.ts'
import { canonicalJson, type Json } from '../../src/base/json.ts'
import type { FaultRecord, MinimizedFailure, RunRecord } from '../../src/record/run-record.ts'
import { signatureOf } from '../../src/record/verdict.ts'
import type { Violation } from '../../src/record/verdict.ts'
import type { TraceStep } from '../../src/record/trace.ts'
import { diagnosisOf, missingForDiagnosis } from '../diagnosis.ts'
import { namedSteps, nextCommand, shownRun } from '../failure-report.ts'
import type { FailureReport } from '../failure-report.ts'
import { faultFates, keptFaultsText } from '../kept-faults.ts'
import type { FaultFate } from '../kept-faults.ts'
import { necessityLines } from '../necessity-summary.ts'
import { passedOver } from '../passed-over.ts'
import { shownSteps } from '../shown-steps.ts'
import { traceCountRows } from '../trace-counts.ts'
import { visibleJson, visibleText } from '../visible-text.ts'
import type { CarriedFile } from './carried-run.ts'
import { clientLane } from './client-lane.ts'
import { columnTrace } from './column-trace.ts'
import { runHistory } from './history/run-history.ts'
import { reportOperations } from './operations.ts'
import type { OperationOptions } from './operations.ts'
import type { FullPayload } from './full-payload.ts'
import { twins } from './run/twins.ts'
import type { Lane, MinimizerStats, Report, ReportFault, ReportVerdict } from './schema.ts'
import { whyChain } from '../why-chain.ts'
import { missingMessages } from '../why-missing.ts'
import { neededFaults } from '../why-needed.ts'
import { whySet } from './why.ts'

/** Longest plan that is shown, in characters of JSON: it stands in a page as data and as text. `run.json`, which is in the page, has it whole. */
const MAX_PLAN = 16_384
/** Rows of the shown trace at most: beyond that no one reads it step by step. */
export const MAX_ROWS = 400

/** Longest token a page shows; a longer one is in the run it carries. */
const MAX_TOKEN = 4000

/** What else stands in the page. */
interface BesidesData {
  readonly full?: FullPayload | null
  readonly carried?: CarriedFile | null
}

/** Everything the page shows, as data. The page is rendered from nothing else. */
export function reportData(
  failure: FailureReport,
  { full = null, carried = null }: BesidesData = {},
): Report {
  const { record: original, minimized } = failure
  const { record, violation, trace, prefix } = shownRun(failure)
  const because = diagnosisOf(failure)
  const named = namedSteps(violation, because)
  const needed = neededFaults(minimized, trace?.steps ?? [])
  const chain =
    trace === undefined ? [] : whyChain({ trace, violation, named, needed: new Set(needed.keys()) })
  const missing =
    trace === undefined
      ? []
      : missingMessages({
          ...{ trace, nodes: record.nodes, violation, quorums: because?.quorums ?? [] },
          ...defined({ preventing: minimized?.preventing }),
        })
  const lost = missing.map(({ message }) => message.sentIn)
  const marked = new Set([...named, ...chain.map(({ step }) => step), ...lost])
  const steps = trace === undefined ? [] : shownSteps(trace, marked, MAX_ROWS)
  const lanes = lanesOf(record, steps)
  const columns =
    trace === undefined || steps.length === 0
      ? null
      : columnTrace(trace, { prefix, lanes, steps, isScripted: minimized?.script !== undefined })
  const whole = prefix === 'm' ? original.trace : undefined
  const min =
    columns === null || whole === undefined
      ? columns
      : { ...columns, orig: twins(steps, whole, original.violation?.step ?? whole.steps.length) }
  const fates = minimized && faultFates(original, minimized)
  const faults = original.faults.map((fault) => faultOf(fault, minimized, fates?.get(fault.id)))
  return {
    ww: 1,
    id: visibleText(original.digest, 80),
    status: 'fail',
    signature: visibleText(original.signature ?? signatureOf(violation)),
    verdict: verdictOf(violation, prefix),
    ...defined({ because, notDiagnosed: missingForDiagnosis(failure) }),
    sut: {
      name: visibleText(original.target, 120),
      version: failure.targetVersion === undefined ? null : visibleText(failure.targetVersion, 80),
      adapter: null,
      mode: original.mode ?? 'sim',
    },
    scenario: visibleText(original.scenario, 120),
    seed: visibleText(original.seed, 80),
    replay: {
      cmd: visibleText(commandOf(failure, carried), 4000),
      ...(record.token === '' || record.token.length > MAX_TOKEN
        ? {}
        : { token: visibleText(record.token, MAX_TOKEN) }),
      carried,
      verified: failure.replayed ?? null,
      traceHash: visibleText(record.digest, 80),
    },
    env: environmentOf(failure),
    nodes: lanes,
    min,
    minStats: minimized === undefined ? null : statsOf(minimized, original, failure.minimizeMillis),
    faults,
    ...defined({ futures: minimized?.futures }),
    necessity:
      minimized === undefined
        ? []
        : necessityLines(minimized).map(({ text, without, needed, fault }) => ({
            text: visibleText(text),
            without: visibleText(without, 200),
            needed,
            fault,
          })),
    ...pastOf(record),
    ...defined({ missing: failure.missing }),
    ...historiesOf(failure),
    ...operationsOf({ history: record.history, trace, steps, violation, prefix }),
    why:
      trace === undefined
        ? { facts: [], members: [], truncated: false, chain: [] }
        : whySet({
            ...{ trace, steps, named, prefix, isMinimal: minimized?.oneMinimal === true, chain, needed },
            missing,
            unneeded: new Set(
              faults.filter((fault) => fault.necessity?.without === 'same').map((fault) => fault.id),
            ),
          }),
    full: full?.about ?? null,
  }
}

/** The command as it works for whoever has the page and nothing else of the sender's. */
function commandOf(failure: FailureReport, carried: CarriedFile | null): string {
  const command = nextCommand(failure)
  return carried === null ? command : command.replace(/ (?:minimized|run)\.json$/, ' report.html')
}

/** What clients saw in the shown run, and in the original one where that is another. */
function historiesOf(failure: FailureReport): Pick<Report, 'histories'> {
  const { record, violation, prefix } = shownRun(failure)
  const original = prefix === 'o' ? undefined : failure.record
  const histories = [
    readHistory(record, violation, prefix),
    original?.violation && readHistory(original, original.violation, 'o'),
  ].filter((one) => one !== undefined)
  return histories.length === 0 ? {} : { histories }
}

/** A run that broke inside was not judged by its history, where a subject may have answered what no model knows. */
function readHistory(...run: Parameters<typeof runHistory>): ReturnType<typeof runHistory> {
  try {
    return runHistory(...run)
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

function operationsOf(options: OperationOptions): Pick<Report, 'ops' | 'moreOps'> {
  const ops = reportOperations(options)
  const all = options.history.filter(({ type }) => type === 'invoke').length
  return { ops, ...(all > ops.length ? { moreOps: all - ops.length } : {}) }
}

function pastOf(record: RunRecord): Pick<Report, 'past'> {
  const past = passedOver(record)
  return past.known.length + past.ignored.length === 0 ? {} : { past }
}

/** Clients that appear in these steps, in order of number, then the servers in the order of the record. */
export function lanesOf(record: RunRecord, steps: readonly TraceStep[]): Lane[] {
  const clients = new Set<number>()
  for (const step of steps) if (step.client !== undefined) clients.add(step.client)
  return [
    ...[...clients]
      .sort((a, b) => a - b)
      .map((client): Lane => ({ id: clientLane(client), name: `c${client}`, kind: 'client' })),
    ...record.nodes.map((node): Lane => ({ id: node, name: visibleText(node, 24), kind: 'node' })),
  ]
}

function verdictOf(violation: Violation, prefix: 'm' | 'o'): ReportVerdict {
  return {
    invariant: visibleText(violation.property, 80),
    headline: visibleText(violation.headline),
    proof: violation.proof.map((clause) => ({ ...clause, text: visibleText(clause.text) })),
    facts: visibleJson(violation.facts, 80),
    at: `${prefix}${violation.step}`,
    time: violation.time,
  }
}

function environmentOf(failure: FailureReport): Report['env'] {
  const { whitewater, node, os, arch, wasm } = failure.environment ?? {}
  const plan = canonicalJson(failure.record.plan)
  const digest = new Digest()
  digest.text(plan)
  const text = (value: string | undefined) => (value === undefined ? null : visibleText(value, 80))
  return {
    whitewater: text(whitewater),
    node: text(node),
    os: text(os),
    arch: text(arch),
    wasm: text(wasm),
    options: plan.length > MAX_PLAN ? null : visibleJson(JSON.parse(plan) as Json),
    optionsHash: digest.hex(),
  }
}

function faultOf(
  fault: FaultRecord,
  minimized: MinimizedFailure | undefined,
  fate: FaultFate | undefined,
): ReportFault {
  // faults of a smaller plan are numbered anew
  const id = minimized?.script === undefined ? fate?.id : fault.id
  const necessity = minimized?.necessity.find(({ of }) => of === id)
  const effects = Object.entries(fault.effects)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([effect, count]) => [visibleText(effect, 60), count] as const)
  return {
    id: visibleText(fault.id, 40),
    kind: visibleText(fault.kind, 60),
    text: visibleText(fault.text, 300),
    activations: fault.activations
      .slice(0, 100)
      .map(({ from, to, nodes }) => ({ from, to, target: visibleJson(nodes, 40) })),
    effects: Object.fromEntries(effects),
    kept: fate?.kept ?? null,
    ...(fate !== undefined && { fate: fate.text }),
    necessity: necessity === undefined ? null : { without: visibleText(necessity.without, 200) },
  }
}

function statsOf(
  minimized: MinimizedFailure,
  original: RunRecord,
  millis: number | undefined,
): MinimizerStats {
  const { record, before, after, replays, proof, oneMinimal, passes, limit, unexplained } = minimized
  const more = traceCountRows(original, record)
  const log = passes.map((pass) => ({ ...pass, name: visibleText(pass.name, 80) }))
  const found = more.length === 0 ? {} : { more }
  const keptFaults = keptFaultsText(original, minimized)
  return {
    before,
    after,
    ...found,
    replays,
    ms: millis ?? null,
    oneMinimal,
    ...defined({ proof, limit, unexplained, keptFaults }),
    log,
  }
}
