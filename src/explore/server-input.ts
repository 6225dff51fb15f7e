import type { NodeId } from '../base/node-id.ts'

/** Something that happens to one server. */
export type ServerInput = (
  | { readonly type: 'deliver'; readonly from: NodeId; readonly message: number }
  | { readonly type: 'fire'; readonly timer: string }
  | {
      readonly type: 'submit'
      readonly operation: number
      readonly again: boolean
      /** It says now that answers up to this number have been heard. */
      readonly acknowledged?: number
      /** Its client does not wait for an answer any more. */
      readonly isUnheard?: true
    }
  | { readonly type: 'restart' }
) & {
  /** What it writes is not synced before the next event. */
  readonly hold: boolean
}

/** Equal for equal inputs. */
export function inputKey(input: ServerInput): string {
  const held = input.hold ? '~' : ''
  switch (input.type) {
    case 'deliver':
      return `${held}m${input.message}`
    case 'fire':
      return `${held}t${input.timer}`
    case 'submit':
      return `${held}${input.isUnheard ? 'u' : input.again ? 'r' : 's'}${input.operation} ${input.acknowledged ?? ''}`
    case 'restart':
      return 'x'
  }
}
