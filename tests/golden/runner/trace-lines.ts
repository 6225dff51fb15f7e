import type { NodeId } from '../../../src/base/node-id.ts'
import { callText } from '../../../src/record/call-text.ts'
import type { TraceMessage, TraceStep } from '../../../src/record/trace.ts'
import type { NodeState } from '../../../reports/node-state.ts'
import type { Answer } from './answering-target.ts'
import type { Remark } from './perform.ts'
import type { Play } from './play.ts'
import { OPERATOR } from './parse-step.ts'
import { changeWords, stateAfter } from './state-words.ts'

/** The steps from `first` on, one line each, with what each changed; remarks and answers stand where they fall. */
export function traceLines(play: Play, remarks: readonly Remark[], first: number): readonly string[] {
  const { steps, messages } = play.trace
  const states = new Map<NodeId, NodeState>()
  const lines: string[] = []
  const remarked = (after: number): void => {
    for (const remark of remarks)
      if (remark.after === after) lines.push(...remarkLines(remark, lines.length === 0))
  }
  for (const [position, step] of steps.entries()) {
    if (position >= first) remarked(position)
    const before = stateBefore(states, step)
    const after = stateAfter(before, step.state)
    if (step.node !== undefined) states.set(step.node, after)
    if (position < first) continue
    const line = stepLine(step, steps, messages)
    if (line !== undefined) lines.push(withChanges(line, changeWords(before, after)))
    for (const answer of play.answers)
      if (answer.answeredIn === step.step) lines.push(answerLine(answer, steps))
  }
  remarked(steps.length)
  return lines
}

const stateBefore = (states: ReadonlyMap<NodeId, NodeState>, { node }: TraceStep): NodeState =>
  (node === undefined ? undefined : states.get(node)) ?? {}

function remarkLines({ text }: Remark, atTop: boolean): readonly string[] {
  return text.startsWith('#') && !atTop ? ['', text] : [text]
}

const withChanges = (line: string, changes: readonly string[]): string =>
  changes.length === 0 ? line : `${line}  =>  ${changes.join(', ')}`

const clientName = (client: number | undefined): string => (client === OPERATOR ? 'operator' : `c${client}`)

function stepLine(
  step: TraceStep,
  steps: readonly TraceStep[],
  messages: readonly TraceMessage[],
): string | undefined {
  const { kind, node, client, text } = step
  switch (kind) {
    case 'deliver': {
      const message = messages[step.message as number] as TraceMessage
      const again = message.arrivals[0] === step.step ? '' : 'once more: '
      return `${message.from} -> ${message.to}  ${again}${message.text}`
    }
    case 'submit': {
      const earlier = steps.some(
        (one) => one.kind === kind && one.operation === step.operation && one.step < step.step,
      )
      return `${clientName(client)} -> ${node}  ${earlier ? 'once more: ' : ''}${callWords(text)}`
    }
    case 'invoke':
      return undefined
    case 'return': // the answer of the server says it, unless there is none
      return text.includes('has no answer') ? unansweredLine(step, steps) : undefined
    default:
      return text
  }
}

/** A client that calls anew while a call of it is open goes on without an answer to that. */
function unansweredLine({ operation }: TraceStep, steps: readonly TraceStep[]): string {
  const asked = steps.find((one) => one.kind === 'submit' && one.operation === operation)
  return `${clientName(asked?.client)} waits no more for ${callWords(asked?.text ?? '')}`
}

/** `n1 gets write x 1 of client 2` says of a submission what the line says already; the call alone stays. */
const callWords = (text: string): string => /gets (.*) of client \d+$/.exec(text)?.[1] ?? text

function answerLine({ node, askedIn, outcome }: Answer, steps: readonly TraceStep[]): string {
  const client = clientName(steps.find(({ step }) => step === askedIn)?.client)
  if (outcome.type === 'ok')
    return `${node} -> ${client}  ok${outcome.value === null ? '' : ` ${callText(outcome.value)}`}`
  return `${node} -> ${client}  ${outcome.type === 'fail' ? 'fails' : 'unknown'}: ${outcome.error}`
}
