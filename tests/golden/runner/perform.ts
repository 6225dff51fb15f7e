import { InputError } from '../../../src/base/input-error.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { TraceMessage } from '../../../src/record/trace.ts'
import type { Situation } from './expectation.ts'
import type { Play } from './play.ts'
import type { PlacedStep, ScriptStep } from './script-step.ts'

/** A line of the trace that is no step of a server, and after how many steps it stands. */
export interface Remark {
  readonly after: number
  readonly text: string
}

const ballots = new Set(['request-vote', 'vote', 'pre-vote', 'pre-vote-reply'])

/** Carries out the lines of a script, one by one. */
export class Performer {
  readonly remarks: Remark[] = []
  readonly #play: Play
  #groups: readonly (readonly NodeId[])[] = []

  constructor(play: Play) {
    this.#play = play
  }

  /** @throws InputError with the line of the script that cannot be carried out, or whose expectation is refuted. */
  perform({ step, where }: PlacedStep): void {
    this.#perform(step, where)
    for (const message of this.#play.underWay(false)) if (this.#isCut(message)) this.#play.lose(message)
  }

  #perform(step: ScriptStep, where: string): void {
    const play = this.#play
    switch (step.do) {
      case 'note':
        this.#remark(`# ${step.text}`)
        break
      case 'elect':
        this.#elect(step.node, step.by, where)
        break
      case 'timer':
        play.decide({ do: 'fire', node: step.node, timer: step.timer, ...held(step.hold) }, where)
        break
      case 'deliver':
        if (step.again) play.deliverAgain(this.#arrived(step, where), step.hold, where)
        else play.deliver(this.#found(step, where)[0] as TraceMessage, step.hold, where)
        break
      case 'drop':
        for (const message of this.#found(step, where)) this.#lose(message)
        break
      case 'delay':
        for (const message of this.#found(step, where)) {
          play.delay(message)
          this.#remark(`${message.from} -> ${message.to}  is delayed: ${message.text}`)
        }
        break
      case 'settle':
        this.#settle(step.among, where)
        break
      case 'partition':
        this.#groups = step.groups
        this.#remark(`partition: ${step.groups.map((group) => group.join(' ')).join(' | ')}`)
        break
      case 'heal':
        this.#groups = []
        this.#remark('the partition heals')
        break
      case 'crash':
      case 'restart':
      case 'sync':
        play.decide({ do: step.do, node: step.node }, where)
        break
      case 'call':
        play.decide(
          {
            do: 'submit',
            client: step.client,
            node: step.node,
            call: step.call,
            // clients that share a session acknowledge nothing: they do not know what the others heard
            ...(step.session === undefined ? {} : { session: step.session, acknowledged: 1 }),
            ...held(step.hold),
          },
          where,
        )
        break
      case 'retry':
        play.decide({ do: 'retry', client: step.client, node: step.node, ...held(step.hold) }, where)
        break
      case 'expect': {
        const refutation = step.expectation.refutedBy(this.#situation())
        if (refutation !== undefined)
          throw new InputError(`expected ${step.expectation.text}; ${refutation}`, { file: where })
      }
    }
  }

  #remark(text: string): void {
    this.remarks.push({ after: this.#play.trace.steps.length, text })
  }

  #elect(node: NodeId, by: readonly NodeId[] | undefined, where: string): void {
    const play = this.#play
    const asked = ({ from, to, body }: TraceMessage): boolean =>
      ballots.has((body as { readonly type: string }).type) && (from === node || to === node)
    for (const old of play.underWay(false)) if (asked(old)) play.lose(old)
    play.decide({ do: 'fire', node, timer: 'election' }, where)
    if (play.stateOf(node).role !== 'leader') {
      const heard = ({ from, to }: TraceMessage): boolean => by?.includes(from === node ? to : from) !== false
      // a pre-vote first: when it is won, the requests for votes are sent
      play.deliverAll((message) => {
        if (!asked(message) || this.#isCut(message)) return false
        if (heard(message) && play.stateOf(message.to).status === 'up') return true
        this.#lose(message)
        return false
      }, where)
    }
    const { role, currentTerm } = play.stateOf(node)
    if (role !== 'leader')
      throw new InputError(`${node} is not elected: it is ${role} of term ${currentTerm}`, { file: where })
  }

  #settle(among: readonly NodeId[] | undefined, where: string): void {
    const play = this.#play
    play.deliverAll((message) => {
      const { from, to } = message
      if (this.#isCut(message)) return false
      if (among !== undefined && !(among.includes(from) && among.includes(to))) return false
      if (play.stateOf(to).status === 'up') return true
      this.#lose(message)
      return false
    }, where)
  }

  /** The trace shows it, but for what is sent to a server that is down. The same message to several is one line. */
  #lose(message: TraceMessage): void {
    const play = this.#play
    play.lose(message)
    const { from, to, text } = message
    if (play.stateOf(to).status !== 'up') return
    const last = this.remarks.at(-1)
    const [start, end] = [`${from} -> `, `  is lost: ${text}`]
    if (last?.after === play.trace.steps.length && last.text.startsWith(start) && last.text.endsWith(end)) {
      this.remarks.pop()
      this.#remark(`${last.text.slice(0, -end.length)} ${to}${end}`)
    } else this.#remark(`${start}${to}${end}`)
  }

  #isCut({ from, to }: TraceMessage): boolean {
    const group = this.#groups.find((one) => one.includes(from))
    return group?.includes(to) === false
  }

  #found(step: Link, where: string): readonly TraceMessage[] {
    const onLink = this.#play.underWay(true).filter((message) => isOn(step, message))
    const found = onLink.filter(({ text }) => text.includes(step.words))
    if (found.length > 0) return found
    const there = onLink.map(({ from, to, text }) => `\n  ${from}->${to}  ${text}`).join('')
    throw new InputError(
      `no message "${step.words}" is under way ${step.from}->${step.to}${there === '' ? '' : `; there are:${there}`}`,
      { file: where },
    )
  }

  #arrived(step: Link, where: string): TraceMessage {
    const found = this.#play.trace.messages.find(
      (message) => message.arrivals.length > 0 && isOn(step, message) && message.text.includes(step.words),
    )
    if (found === undefined)
      throw new InputError(`no message "${step.words}" arrived there before`, { file: where })
    return found
  }

  #situation(): Situation {
    const play = this.#play
    return {
      stateOf: (node) => play.stateOf(node),
      underWay: (from, to) =>
        play
          .underWay(true)
          .filter((message) => isOn({ from, to }, message))
          .map(({ text }) => text),
      callOf: (client) => callOf(play, client),
    }
  }
}

type Link = Pick<Extract<ScriptStep, { readonly do: 'deliver' }>, 'from' | 'to' | 'words'>

const isOn = (link: Pick<Link, 'from' | 'to'>, { from, to }: TraceMessage): boolean =>
  from === link.from && (link.to === '*' || to === link.to)

const held = (hold: boolean): { readonly hold?: true } => (hold ? { hold } : {})

/** How the last call of a client stands: as it ended, and what servers said to it last. */
function callOf(play: Play, client: number): ReturnType<Situation['callOf']> {
  const { steps } = play.trace
  const asked = steps.filter((step) => step.kind === 'submit' && step.client === client)
  const operation = asked.at(-1)?.operation
  const mine = new Set(asked.filter((step) => step.operation === operation).map(({ step }) => step))
  const last = play.answers.findLast(({ askedIn }) => mine.has(askedIn))?.outcome
  const answer = last === undefined ? '' : last.type === 'ok' ? 'ok' : last.error
  // each event of the history is a step of the trace, in the same order
  const events = steps.filter(({ kind }) => kind === 'invoke' || kind === 'return')
  const end = events.findIndex((step) => step.kind === 'return' && step.operation === operation)
  const event = play.history[end]
  if (operation === undefined) return { outcome: 'no call', answer }
  if (event === undefined) return { outcome: 'waits', answer }
  if (event.type === 'fail') return { outcome: 'fails', answer }
  if (event.type === 'info') return { outcome: 'unknown', answer }
  return { outcome: event.f === 'read' ? `ok ${JSON.stringify(event.value)}` : 'ok', answer }
}
