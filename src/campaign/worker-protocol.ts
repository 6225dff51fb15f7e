import type { Json } from '../base/json.ts'
import type { Tally } from './tally.ts'

/** Runs of one scenario for a worker to make. */
export interface WorkOrder {
  readonly scenario: string
  /** In place of the campaign's own target. */
  readonly target?: string
  readonly seeds: readonly string[]
}

export type ToWorker = { readonly type: 'order'; readonly order: WorkOrder }

export type FromWorker =
  | { readonly type: 'ready' }
  /** The order is done, or as much of it as could be before a halt. */
  | { readonly type: 'done'; readonly tally: Tally }
  /** Something threw that is not the subject. */
  | {
      readonly type: 'threw'
      readonly message: string
      readonly badInput: boolean
      readonly position: number
    }

/** What a worker is started with. */
export interface WorkerSetup {
  readonly setup: Json
  /** One word for all workers; not 0: end the order after the run under way. */
  readonly halt: SharedArrayBuffer
  /** Two words for this worker: see {@link BEAT} and {@link POSITION}. */
  readonly pulse: SharedArrayBuffer
}

/** Word of the pulse that changes with each run begun. */
export const BEAT = 0
/** Word of the pulse with the position of the run under way in its order. */
export const POSITION = 1
export const PULSE_BYTES = 8
