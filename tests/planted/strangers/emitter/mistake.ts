import type { EmitterRaft, Parts } from './raft.ts'

/** One rule that is not kept, as a part in place of the right one. */
export interface Mistake {
  readonly id: string
  readonly says: string
  readonly breaks: string
  readonly parts?: Partial<Parts>
  readonly Server?: typeof EmitterRaft
  /** Why nobody can see it in this Raft, as far as is known. */
  readonly harmless?: string
  /** Shows only where reads rest on leases. */
  readonly leases?: true
}
