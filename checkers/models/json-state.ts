import { InputError } from '../../src/base/input-error.ts'

// parts that states share are looked at once
const frozen = new WeakSet<object>()

/**
 * The state, frozen with all that is in it.
 * @throws InputError when it is no JSON value: two maps, or two dates, would have one JSON text, and different states
 * would be taken for one.
 */
export function frozenJson<State>(model: string, state: State): State {
  freeze(model, state)
  return state
}

function freeze(model: string, value: unknown): void {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object' || !isPlain(value)) {
    throw new InputError(
      `a state of the model ${model} is no JSON value, it has a ${nameOf(value)}; give the model a hash of its states`,
      { field: 'defineModel' },
    )
  }
  if (frozen.has(value)) return
  frozen.add(value)
  for (const member of Object.values(value)) freeze(model, member)
  Object.freeze(value)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? String(value) : typeof value
  return value.constructor.name
}
