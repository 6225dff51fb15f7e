import type { EventId } from './event-id.ts'

export type WhyRole = 'fact' | 'cause' | 'needed-fault' | 'missing'

export interface WhyLink {
  readonly e: EventId
  readonly role: WhyRole
  /** The links of the chain that led to it, the nearest first. */
  readonly from: readonly EventId[]
  /** What happens without it, of a fault that is needed: `nothing breaks`. */
  readonly without?: string
}

/** Why it broke: the steps of the verdict and of its causes, and the few that carry it. */
export interface ReportWhy {
  readonly facts: readonly EventId[]
  readonly members: readonly {
    readonly e: EventId
    readonly role: WhyRole
    readonly from: readonly EventId[]
  }[]
  readonly truncated: boolean
  /** The steps that carry the breach, in order: at most twelve. Empty: no trace was kept. */
  readonly chain: readonly WhyLink[]
  /** What servers lacked that broke the property, and what would have brought it to them; absent: nothing known. */
  readonly missing?: readonly {
    /** Id of the message. */
    readonly m: number
    /** The step that sent it. */
    readonly e: EventId
    /** `n1 → n4 AppendEntries term 2, ...`. */
    readonly text: string
    /** `entry 5 of term 2`; absent: nothing that the breach is about. */
    readonly brings?: string
    /** With it, delivered as soon as it was sent, nothing breaks: it was tried. */
    readonly prevents?: true
  }[]
}
