import type { Json } from '../base/json.ts'
import type { Lens, LensMessage } from './contract.ts'

/**
 * A message in the words of a target's lens, for traces; undefined where it has none. What a lens throws was told when the
 * message was sent.
 */
export function lensText(lens: Lens | undefined, message: Json): string | undefined {
  try {
    const decoded = lens?.message?.(message)
    if (decoded === undefined) return undefined
    if (typeof decoded.text === 'string') return decoded.text
    return decoded.kind === 'other' ? undefined : usualText(decoded)
  } catch {
    return undefined
  }
}

function usualText({ kind, term, granted, candidate, lastIndex, lastTerm }: LensMessage): string {
  if (kind === 'vote') {
    const whom = candidate === undefined ? '' : ` for ${candidate}`
    return `${granted === true ? 'vote' : 'no vote'}${whom}, term ${term}`
  }
  const end =
    kind === 'request-vote' && lastIndex !== undefined && lastTerm !== undefined
      ? `, log ends at ${lastIndex} of term ${lastTerm}`
      : ''
  return `${kind}, term ${term}${end}`
}
