import type { InputPlace } from '../base/input-error.ts'
import type { SearchProgress } from '../testcase/explored.ts'
import type { OrderOf, AnswerOf, RunProgress, SubjectChoice, SubjectVerb } from '../testcase/subject-host.ts'

/** What a subject's process may use and how long it may stand still. */
export interface SubjectBounds {
  /** Longest time without any step, in milliseconds, counted in looks of {@link LOOK_MILLIS}. */
  readonly silence: number
  /** Longest time for one run, likewise. */
  readonly run: number
  /** Memory of the process in MiB. */
  readonly memory: number
}

/** How often the watchdog looks. */
export const LOOK_MILLIS = 100

/** The pipe on which a subject's process says where it is, synchronously: lines of JSON. */
export const SIGNS_FD = 4
/** The file in which it notes the run of an order that it is at, a double in the order of bytes of the machine. */
export const POSITION_FD = 5

/** First message to a subject's process. */
export interface Setup {
  readonly type: 'setup'
  readonly choice: SubjectChoice
  readonly bounds: SubjectBounds
}

export type ToSubject =
  | Setup
  | {
      readonly [V in SubjectVerb]: { readonly type: 'order'; readonly verb: V; readonly order: OrderOf<V> }
    }[SubjectVerb]
  /** End the order after the run under way. */
  | { readonly type: 'halt' }

/** What an InputError is made of: errors of a class do not pass between processes. */
export interface BadInput {
  readonly reason: string
  readonly place: InputPlace
}

/** `spoiled`: the process is not to be used again. */
export type FromSubject = { readonly spoiled?: true } & (
  | { readonly type: 'answer'; readonly answer: AnswerOf<SubjectVerb> }
  /** Something threw that is not the subject's run. */
  | {
      readonly type: 'threw'
      readonly message: string
      /** Given where the user is to correct something, as an InputError says it. */
      readonly badInput?: BadInput
    }
)

/** Where a subject's process stood when its watchdog ended it. */
export interface LastStand {
  readonly ended: 'silent' | 'slow' | 'memory'
  /** How long it stood still or ran, in milliseconds of looks; how much memory it had, in MiB. */
  readonly amount: number
  readonly phase: 'idle' | 'loading' | 'running' | 'judging' | 'settling'
  readonly step: number
  /** `n1`, ...; absent: no server handled the step. */
  readonly node?: string
  /** What was being called, in words. */
  readonly call: string
  /** Innermost first: `receive (my-raft.ts:12)`. Empty: it does not stand in JavaScript. */
  readonly stack: readonly string[]
}

/** A line on the signs pipe: an order was taken, a run is so far, the process lives, or it ends. */
export type Sign =
  | { readonly taken: true }
  /** The run under way is that of the token, not of its seed. */
  | { readonly planned: string }
  | { readonly progress: RunProgress }
  | { readonly searched: SearchProgress }
  | { readonly alive: true }
  | LastStand
