import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import {
  knownFunctions,
  needsMet,
  serviceFunctions,
  defaultOffers,
  type Offered,
  type Offers,
} from './offers.ts'

const ON_REQUEST = 'on-request'

const flags = [
  'sessions',
  'persistence',
  'snapshots',
  'membership',
  'transfer',
  'electionsOnly',
] as const satisfies readonly (keyof Offers)[]

/**
 * The offers of a target as somebody declared them, checked and completed.
 * @throws InputError that names the field under `where`, and says what to write.
 */
export function parseOffers(value: unknown, where: string): Offered {
  if (value === undefined) return defaultOffers
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError('must be an object, such as { snapshots: true }', { field: where })
  }
  const given = value as { readonly [field: string]: unknown }
  const known: readonly string[] = ['functions', ...flags, 'fewestServers', 'leases']
  for (const field of Object.keys(given)) {
    if (!known.includes(field))
      throw new InputError(`there is no offer of that name; there are ${known.join(', ')}`, {
        field: `${where}.${field}`,
      })
  }
  const offered: { [name: string]: boolean } = {}
  for (const flag of flags) {
    const said = flag === 'snapshots' && given[flag] === ON_REQUEST ? true : given[flag]
    if (said !== undefined && typeof said !== 'boolean')
      throw new InputError(
        `must be true or false${flag === 'snapshots' ? ` or '${ON_REQUEST}'` : ''}, not ${inWords(said)}`,
        { field: `${where}.${flag}` },
      )
    offered[flag] = said ?? defaultOffers[flag]
  }
  const leases = given['leases'] === undefined ? undefined : parseLeases(given['leases'], where)
  const fewest = parseFewest(given['fewestServers'], where)
  const functions = given['functions'] === undefined ? undefined : parseFunctions(given['functions'], where)
  const all = {
    ...defaultOffers,
    ...offered,
    ...(given['snapshots'] === ON_REQUEST && { snapshotsOnRequest: true }),
    ...(fewest > 1 && { fewestServers: fewest }),
    ...defined({ leases }),
    functions: offered['electionsOnly'] === true ? [] : (functions ?? defaultOffers.functions),
  } as Offered
  refuseContradictions(all, functions, where)
  return all
}

/** Most runs have three servers, so that who needs more could not be tried. */
const MOST_OF_FEWEST = 3

function parseFewest(value: unknown, where: string): number {
  if (value === undefined) return 1
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_OF_FEWEST) return Number(value)
  throw new InputError(`must be a whole number from 1 to ${MOST_OF_FEWEST}, not ${inWords(value)}`, {
    field: `${where}.fewestServers`,
  })
}

function parseLeases(value: unknown, where: string): { readonly [option: string]: Json } {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isObject && Object.keys(value).length > 0) return value as { readonly [option: string]: Json }
  throw new InputError(
    `must be an object of options and their values, such as { reads: 'lease' }, not ${inWords(value)}`,
    { field: `${where}.leases` },
  )
}

function parseFunctions(value: unknown, where: string): readonly string[] {
  const at = `${where}.functions`
  if (!Array.isArray(value)) throw new InputError("must be a list, such as ['read', 'write']", { field: at })
  for (const [position, name] of value.entries()) {
    if (typeof name !== 'string' || !knownFunctions.includes(name)) {
      throw new InputError(`no workload calls ${inWords(name)}; there are ${knownFunctions.join(', ')}`, {
        field: `${at}[${position}]`,
      })
    }
  }
  return [...new Set(value as string[])]
}

/** Declarations that say nothing, or one thing and its opposite. */
function refuseContradictions(
  offered: Offered,
  functions: readonly string[] | undefined,
  where: string,
): void {
  if (!offered.electionsOnly) {
    const met = needsMet(offered)
    if (met.has('registers') || met.has('directory') || met.has('ledger')) return
    throw new InputError(
      `must have read and one of write and cas, or all of a service (${Object.values(serviceFunctions)
        .map((names) => names.join(', '))
        .join('; ')}): with less no run proves anything. A Raft without calls declares electionsOnly: true`,
      { field: `${where}.functions` },
    )
  }
  if (functions !== undefined && functions.length > 0)
    throw new InputError(
      'has calls, and electionsOnly: true says that there are none; leave one of them out',
      { field: `${where}.functions` },
    )
  for (const flag of ['sessions', 'snapshots'] as const) {
    if (offered[flag])
      throw new InputError('needs client calls, and electionsOnly: true says that there are none', {
        field: `${where}.${flag}`,
      })
  }
}

function inWords(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 80)
  } catch {
    return `a value of type ${typeof value}`
  }
}
