import type { Json } from '../../../base/json.ts'
import type { ServiceName } from '../../services/service.ts'
import { Refusal } from '../http/refusal.ts'

type Fields = { readonly [name: string]: Json | undefined }
/** Says what is wrong with the arguments of a call; undefined when nothing is. */
type Check = (call: Fields) => string | undefined

const present: Check = ({ value }) => (value === undefined ? 'call.value is missing' : undefined)

const key = (call: Fields): string | undefined =>
  call['key'] === undefined || typeof call['key'] === 'string' ? undefined : 'call.key must be a text'

const pair: Check = ({ value }) =>
  Array.isArray(value) && value.length === 2 ? undefined : 'call.value must be [from, to]'

const fromTo: Check = ({ value }) => {
  const [from, to] = Array.isArray(value) ? value : isObject(value) ? [value['from'], value['to']] : []
  const fits = typeof from === 'string' && typeof to === 'string'
  return fits ? undefined : 'call.value must be [from, to], or an object with the fields from and to'
}

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const named =
  (field: string): Check =>
  ({ value }) =>
    typeof value === 'string' || (isObject(value) && typeof value[field] === 'string')
      ? undefined
      : `call.value must be a text, the ${field}, or an object with the field ${field}`

const money =
  (...names: readonly string[]): Check =>
  ({ value }) => {
    if (!isObject(value)) return `call.value must be an object with the fields ${names.join(', ')} and amount`
    for (const name of names)
      if (typeof value[name] !== 'string') return `call.value.${name} must be the name of an account`
    return amountFault(value['amount'], 'call.value.amount')
  }

/** What is wrong with an amount of money; undefined when nothing is. */
export const amountFault = (amount: Json | undefined, where: string): string | undefined =>
  Number.isSafeInteger(amount) && (amount as number) >= 0
    ? undefined
    : `${where} must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`

const functions: { readonly [name in ServiceName]: ReadonlyMap<string, Check> } = {
  'key-value': new Map<string, Check>([
    ['read', key],
    ['write', (call) => key(call) ?? present(call)],
    ['cas', (call) => key(call) ?? pair(call)],
  ]),
  directory: new Map<string, Check>([
    ['create', named('path')],
    ['remove', named('path')],
    ['rename', fromTo],
    ['list', named('path')],
    ['stat', named('path')],
  ]),
  ledger: new Map<string, Check>([
    ['open', named('account')],
    ['deposit', money('account')],
    ['credit', money('account')],
    ['debit', money('account')],
    ['transfer', money('from', 'to')],
    ['balance', named('account')],
  ]),
}

/** What each function is called through instead of a plain call, as its own route. */
const elsewhere: { readonly [f: string]: string } = {
  'open-session': 'POST /v1/sessions',
  reconfigure: 'POST /v1/cluster/members',
  'transfer-leadership': 'POST /v1/cluster/leader',
}

/**
 * Takes a call only if it is one of the service's.
 * @throws Refusal 404 for a function the service does not have, 400 for arguments that are none of it.
 */
export function checkCall(call: Json | undefined, service: ServiceName): void {
  if (!isObject(call)) throw new Refusal(400, 'call must be an object such as {"f": "read", "key": "x"}')
  const { f } = call
  if (typeof f !== 'string') throw new Refusal(400, 'call.f must be the name of a function')
  const check = functions[service].get(f)
  if (check === undefined) throw noSuchFunction(f, service)
  const fault = check(call)
  if (fault !== undefined) throw new Refusal(400, fault)
}

function noSuchFunction(f: string, service: ServiceName): Refusal {
  if (Object.hasOwn(elsewhere, f)) return new Refusal(404, `${f} is called through ${elsewhere[f]}`)
  const has = [...functions[service].keys()].join(', ')
  const other = (Object.keys(functions) as ServiceName[]).find((name) => functions[name].has(f))
  const whose =
    other === undefined ? `there is no function "${f}"` : `${f} is a function of the service ${other}`
  return new Refusal(404, `${whose}; this server runs the service ${service}, which has ${has}`)
}

/** @throws Refusal 404 unless the server runs the service a route belongs to. */
export function refuseOtherService(wanted: ServiceName, running: ServiceName): void {
  if (wanted !== running)
    throw new Refusal(404, `this server runs the service ${running}, not ${wanted}`, { service: running })
}
