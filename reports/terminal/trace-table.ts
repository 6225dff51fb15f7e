import type { NodeId } from '../../src/base/node-id.ts'
import type { Trace, TraceMessage, TraceStep } from '../../src/record/trace.ts'
import { statesAfter, STILL_IN_FLIGHT } from '../node-state.ts'
import type { NodeState } from '../node-state.ts'
import { millisText } from '../quantities.ts'
import { StepEffects } from '../step-effect.ts'
import { stepText } from '../step-text.ts'
import { visibleText } from '../visible-text.ts'
import { countSteps, isRemark, shownSteps } from '../shown-steps.ts'
import type { Style } from './style.ts'
import { wrapped } from './wrap.ts'

/** Longest row text in a terminal; the page and `trace.jsonl.gz` have the rest. */
const MAX_ROW_LENGTH = 300
/** More rows than that are a file, where a line says how many steps are left out at a place. */
const SCREEN_ROWS = 50

/** The step that broke, and all that the verdict and its diagnosis name. */
interface Marked {
  readonly breach: number
  readonly named: ReadonlySet<number>
}

/**
 * The trace, one row a step: `!` where the verdict names it, number, virtual ms, a column per server with
 * its role and term after the step (brackets: the server it happened at), and what happened.
 */
export function traceTable(
  trace: Trace,
  nodes: readonly NodeId[],
  { breach, named }: Marked,
  style: Style,
): string[] {
  const states = new Map(statesAfter(trace).map((state, index) => [trace.steps[index]?.step, state]))
  const chosen = shownSteps(trace, named, style.rows)
  const times = chosen.map((step) => millisText(step.time))
  const number = widest(2, chosen, (step) => String(step.step).length)
  const time = widest(2, times, (text) => text.length)
  const names = nodes.map((node) => visibleText(node, 12))
  const byName = widest(4, names, (name) => name.length + 2)
  const cell = widest(byName, chosen, (step) => cellWidth(states.get(step.step)))
  const lead = 2 + 2 + number + 2 + time + 2 + nodes.length * cell + 1
  const room = Math.max(24, style.width - lead)
  const lost = lostBySender(trace)
  const effects = effectsOf(trace)

  const header = `    ${'#'.padStart(number)}  ${'ms'.padStart(time)}  ${names.map((name) => ` ${name}`.padEnd(cell)).join('')}`
  const lines = [style.paint('dim', header.trimEnd())]
  chosen.forEach((step, index) => {
    const skipped = step.step - (chosen[index - 1]?.step ?? 0) - 1
    // in a few rows on a screen the numbers say as much
    if (skipped > 0 && style.rows > SCREEN_ROWS) lines.push(style.paint('dim', `    … ${skipped} not shown`))
    const mark = named.has(step.step) ? '!' : ' '
    const after = states.get(step.step)
    const cells = nodes.map((node) =>
      cellText(after?.get(node), node === step.node, style.ascii).padEnd(cell),
    )
    const start = `  ${mark} ${(isRemark(step, breach) ? '' : String(step.step)).padStart(number)}  ${(times[index] ?? '').padStart(time)}  ${cells.join('')} `
    const effect = effects.get(step.step)
    const text = stepText(step)
    const what = effect === undefined ? text : `${text} → ${effect}`
    const texts = [what, ...(lost.get(step.step) ?? []).map(lostText)].flatMap((text) =>
      wrapped(visibleText(text, MAX_ROW_LENGTH), room),
    )
    texts.forEach((text, line) => {
      const row = (line === 0 ? start : ' '.repeat(lead)) + text
      lines.push(mark === '!' && line === 0 ? style.paint('strong', row) : row)
    })
  })
  const hidden = countSteps(trace.steps, breach) - countSteps(chosen, breach)
  if (hidden > 0) lines.push(style.paint('dim', `    … ${hidden} more in ${style.restIn}`))
  return lines
}

/** The largest width, at least `least`. A trace has more steps than a call can have arguments. */
function widest<T>(least: number, values: readonly T[], width: (value: T) => number): number {
  return values.reduce((most, value) => Math.max(most, width(value)), least)
}

function cellWidth(state: ReadonlyMap<NodeId, NodeState> | undefined): number {
  let width = 0
  for (const one of state?.values() ?? []) width = Math.max(width, String(one.currentTerm ?? '').length + 4)
  return width
}

const MAX_LEADER_LENGTH = 12

const letters = { follower: 'F', candidate: 'C', leader: 'L' } as const

function cellText(state: NodeState | undefined, acting: boolean, ascii: boolean): string {
  const text = stateText(state, ascii)
  return acting ? `[${text}]` : ` ${text} `
}

function stateText(state: NodeState | undefined, ascii: boolean): string {
  if (state === undefined) return '.'
  if (state.status === 'down') return 'X'
  if (state.status === 'paused') return ascii ? '=' : '‖'
  if (state.role === undefined) return '?'
  const text = `${letters[state.role]}${state.currentTerm ?? '?'}`
  // whom it follows, where it says so
  const { leader } = state
  return state.role === 'follower' && typeof leader === 'string'
    ? `${text}${ascii ? '>' : '→'}${visibleText(leader, MAX_LEADER_LENGTH)}`
    : text
}

function effectsOf(trace: Trace): ReadonlyMap<number, string> {
  const effects = new StepEffects(trace.messages)
  const byStep = new Map<number, string>()
  for (const step of trace.steps) {
    const effect = effects.of(step)
    if (effect !== undefined) byStep.set(step.step, effect)
  }
  return byStep
}

/** Messages that never arrived because something kept them from it, by the step that sent them. */
function lostBySender(trace: Trace): Map<TraceStep['step'], TraceMessage[]> {
  const bySender = new Map<number, TraceMessage[]>()
  for (const message of trace.messages) {
    if (message.lost === undefined || message.lost === STILL_IN_FLIGHT) continue
    bySender.set(message.sentIn, [...(bySender.get(message.sentIn) ?? []), message])
  }
  return bySender
}

function lostText(message: TraceMessage): string {
  return `lost (${message.lost ?? ''}): ${message.from} → ${message.to} ${message.text}`
}
