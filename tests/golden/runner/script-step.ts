import type { Json } from '../../../src/base/json.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { Expectation } from './expectation.ts'

/** One line of a script, in the reader's terms; {@link Play} turns it into decisions of a scripted run. */
export type ScriptStep =
  /** A comment, which goes into the trace as a heading. */
  | { readonly do: 'note'; readonly text: string }
  /** The election timer fires, and votes are asked and given until the server leads; `by`: nobody else is asked. */
  | { readonly do: 'elect'; readonly node: NodeId; readonly by: readonly NodeId[] | undefined }
  | { readonly do: 'timer'; readonly node: NodeId; readonly timer: string; readonly hold: boolean }
  /** The oldest message on that link whose words contain `words` arrives; `again`: one that arrived before. */
  | (OnLink & { readonly do: 'deliver'; readonly again: boolean; readonly hold: boolean })
  /** Messages that are lost; or that wait until a `deliver` names them, partitions notwithstanding. */
  | (OnLink & { readonly do: 'drop' | 'delay' })
  /** Everything under way arrives, and what is sent because of it, until nothing is under way. */
  | { readonly do: 'settle'; readonly among: readonly NodeId[] | undefined }
  /** What is sent from one group to another is lost until `heal`. */
  | { readonly do: 'partition'; readonly groups: readonly (readonly NodeId[])[] }
  | { readonly do: 'heal' }
  | { readonly do: 'crash' | 'restart' | 'sync'; readonly node: NodeId }
  | {
      readonly do: 'call'
      readonly client: number
      /** The client in whose session it asks, if it is not its own. */
      readonly session: number | undefined
      readonly call: Json
      readonly node: NodeId
      readonly hold: boolean
    }
  | { readonly do: 'retry'; readonly client: number; readonly node: NodeId; readonly hold: boolean }
  | { readonly do: 'expect'; readonly expectation: Expectation }

interface OnLink {
  readonly from: NodeId
  /** `*`: every receiver. */
  readonly to: NodeId
  /** A part of the words that the trace shows of the message; empty: any message. */
  readonly words: string
}

/** A line of a script and where it stands, `file:line`. */
export interface PlacedStep {
  readonly where: string
  readonly step: ScriptStep
}
