import { InputError } from '../base/input-error.ts'
import type { Offered } from './offers.ts'
import { parseOffers } from './parse-offers.ts'

const known: readonly string[] = ['functions', 'persistence']

/**
 * What a server program offers, as declared in `server({ offers })`, checked and completed. `sessions`: as its own
 * field says, which also tells how they are opened.
 * @throws InputError that names the field under `where`, and says what to write.
 */
export function parseServerOffers(value: unknown, sessions: boolean | 'explicit', where: string): Offered {
  for (const field of Object.keys((value ?? {}) as object)) {
    if (known.includes(field)) continue
    const instead = field === 'sessions' ? '; sessions is a field of server({ ... }) itself' : ''
    throw new InputError(`a server program offers ${known.join(', ')}${instead}`, {
      field: `${where}.${field}`,
    })
  }
  return { ...parseOffers(value, where), sessions: sessions !== false }
}
