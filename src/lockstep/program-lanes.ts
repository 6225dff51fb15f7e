import { HarnessError, present } from '../base/assert.ts'
import { elementAt } from '../base/element-at.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Gathering, Lane, Target } from '../subject/target.ts'
import { lockstepBreach, parseAnswer, parseAnswers } from './answer.ts'
import type { Carrier } from './carrier.ts'
import type { Answer } from './protocol.ts'

/** Half of the lanes are asked while the other half go on. */
const LANES = 24
/**
 * A line may be sent while the one before has not been answered as long as it fits into a pipe as a whole, of which the
 * smallest hold this many bytes: a program that writes a long answer reads nothing meanwhile, and nobody would go on.
 */
const MAX_AHEAD = 16 * 1024

/** An event for a server, and in time the answer or why there is none. */
export interface Asked {
  readonly text: string
  readonly step: number
  answer?: Answer
  error?: Error
}

interface Flight {
  readonly carrier?: Carrier
  readonly asked: readonly Asked[]
}

const nobody: Flight = { asked: [] }

/** The clusters of several runs in one program: each line holds events of many, in an array. */
export class ProgramLanes implements Gathering {
  readonly lanes = LANES
  readonly #open: () => Carrier
  /** Sent and not answered, the oldest first. */
  readonly #flights: Flight[] = []
  /** What nobody waits for; it goes with the next line. */
  #told: Asked[] = []
  /** The lane of the server that is being made. */
  entered: ProgramLane | undefined

  /** `open`: the program that plays all servers. */
  constructor(open: () => Carrier) {
    this.#open = open
  }

  enter(target: Target, number: number): ProgramLane {
    return new ProgramLane(this, number, this.#open(), target)
  }

  send(lanes: readonly Lane[]): void {
    // only lanes of its own are handed to it
    const all = lanes as readonly ProgramLane[]
    const carrier = all.find((lane) => lane.carrier.isOpen)?.carrier
    const asked: Asked[] = []
    for (const lane of all) {
      if (lane.asked === undefined) continue
      if (carrier !== undefined && lane.carrier === carrier) asked.push(lane.asked)
      // a run that began in a program which has ended cannot go on in another
      else lane.asked.error = ended()
    }
    if (carrier === undefined || asked.length === 0) this.#flights.push(nobody)
    else this.#ask(carrier, this.#withTold(asked))
  }

  receive(): void {
    const flight = this.#flights.shift()
    if (flight !== undefined) land(flight)
  }

  /** Asks one thing at once, and waits for the answer. */
  exchange(carrier: Carrier, asked: Asked): Answer {
    this.#landAll()
    const all = this.#withTold([asked])
    if (all.length === 1) return parseAnswer(carrier.exchange(asked.text), asked.step)
    land({ carrier, asked: all }, carrier.exchange(lineOf(all)))
    return answerOf(asked)
  }

  tell(asked: Asked): void {
    this.#told.push(asked)
  }

  #ask(carrier: Carrier, asked: readonly Asked[]): void {
    const line = lineOf(asked)
    if (this.#flights.length > 0 && Buffer.byteLength(line) > MAX_AHEAD) this.#landAll()
    this.#flights.push({ carrier, asked })
    try {
      carrier.ask?.(line)
    } catch (error) {
      for (const one of asked) one.error = asError(error)
    }
  }

  /** Takes in all answers that are due; who waits for them finds them there. */
  #landAll(): void {
    for (const flight of this.#flights) land(flight)
  }

  #withTold(asked: readonly Asked[]): readonly Asked[] {
    const told = this.#told
    this.#told = []
    return [...told, ...asked]
  }
}

const lineOf = (asked: readonly Asked[]): string => `[${asked.map(({ text }) => text).join(',')}]`

/** @throws ContractBreach when there is none. */
function answerOf({ answer, error }: Asked): Answer {
  if (answer === undefined) throw error ?? new HarnessError('no answer has come')
  return answer
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const ended = (): Error => lockstepBreach('exit', 'the program has ended in another run')

/** Reads the answers that are due, unless they have been read; `line`: the line that holds them. */
function land({ carrier, asked }: Flight, line?: string): void {
  // all of a line are answered together
  const [first] = asked
  if (first === undefined || first.answer !== undefined || first.error !== undefined) return
  try {
    const answers = parseAnswers(
      line ?? (carrier?.answer?.() as string),
      asked.map(({ step }) => step),
    )
    for (let at = 0; at < asked.length; at++) elementAt(asked, at).answer = elementAt(answers, at)
  } catch (error) {
    carrier?.close()
    for (const one of asked) one.error = asError(error)
  }
}

/** The servers of one run, among those of others in one program. */
export class ProgramLane implements Lane {
  readonly number: number
  readonly carrier: Carrier
  readonly target: Target
  readonly #lanes: ProgramLanes
  #take: ((answer: Answer) => void) | undefined
  asked: Asked | undefined

  constructor(lanes: ProgramLanes, number: number, carrier: Carrier, target: Target) {
    this.#lanes = lanes
    this.number = number
    this.carrier = carrier
    this.target = {
      ...target,
      create: (environment) => {
        lanes.entered = this
        try {
          return target.create(environment)
        } finally {
          lanes.entered = undefined
        }
      },
    }
  }

  get isAsking(): boolean {
    return this.asked !== undefined
  }

  /** What the program calls a server of this run: each of them plays in many. */
  nameOf(id: NodeId): string {
    return `${id}@${this.number}`
  }

  /** Asks when it is this lane's turn; `take` is called with the answer. */
  ask(text: string, step: number, take: (answer: Answer) => void): void {
    this.asked = { text, step }
    this.#take = take
  }

  /**
   * Asks at once.
   * @throws ContractBreach when the program has ended, or answers wrongly.
   */
  exchange(text: string, step: number): Answer {
    // a run that began in a program which has ended cannot go on in another
    if (!this.carrier.isOpen) throw ended()
    return this.#lanes.exchange(this.carrier, { text, step })
  }

  /** Says what nobody waits to hear answered. */
  tell(text: string, step: number): void {
    if (this.carrier.isOpen) this.#lanes.tell({ text, step })
  }

  take(): void {
    const { asked } = this
    const take = this.#take
    this.asked = undefined
    this.#take = undefined
    take?.(answerOf(present(asked, 'what was asked')))
  }
}
