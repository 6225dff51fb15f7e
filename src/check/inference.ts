import { elementAt } from '../base/element-at.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { InputError, type InputPlace } from '../base/input-error.ts'
import { nameText } from '../base/name-text.ts'
import type { Shape } from './seen-shapes.ts'
import type { Shapes } from './shapes.ts'

const lists: readonly Shape[] = ['list', 'pair', 'version']
const maps: readonly Shape[] = ['map', 'numbers']
const registers = ['read', 'write', 'cas'] as const

/**
 * When a history may be about an object of a model, beside having its functions alone; and why, in words. Only what the
 * values show counts: where two of these hold, the user must say which is meant. Reads alone tell nothing: whatever they
 * gave would be a violation, as nothing was written. Not listed are models that others
 * comprise (register, lock), and those that take the same transactions as multi-register and decide less (rw-register,
 * long-fork).
 */
const rules: {
  readonly [model: string]: { readonly why: string; readonly fits: (seen: Shapes) => boolean }
} = {
  'cas-register': {
    why: 'one value is read and written',
    fits: (seen) => !seen.keyed && seen.has('write', 'cas') && !seen.opensVersions,
  },
  kv: {
    why: 'values are read and written by key',
    fits: (seen) =>
      seen.has('append')
        ? seen.takes('append', 'text') && seen.gives('read', 'text') && seen.gives('get', 'text')
        : seen.has('get', 'put', 'delete') || (seen.keyed && seen.has('write', 'cas') && !seen.opensVersions),
  },
  'versioned-register': {
    why: 'values are pairs of a version and a value',
    fits: (seen) =>
      (seen.givesAny('read') || seen.opensVersions) &&
      seen.has('write', 'cas') &&
      registers.every((f) => seen.takes(f, 'version')) &&
      seen.gives('read', 'version'),
  },
  append: {
    why: 'read gives the list of what was appended',
    fits: (seen) => seen.has('append') && seen.gives('read', ...lists),
  },
  set: {
    why: 'elements are added, and read gives a list',
    fits: (seen) => seen.has('add', 'remove', 'contains') && seen.gives('read', ...lists),
  },
  counter: {
    why: 'numbers are added, and read gives a number',
    fits: (seen) =>
      ['add', 'increment', 'inc', 'decrement', 'dec'].every((f) => seen.takes(f, 'number')) &&
      [...seen.functions.keys()].some((f) => f !== 'read') &&
      seen.gives('read', 'number'),
  },
  mutex: { why: 'nobody is named who holds it', fits: (seen) => seen.hasOnly('acquire', 'release') },
  'owner-mutex': {
    why: 'the values name who holds it',
    fits: (seen) => seen.has('lock', 'unlock') || seen.takesAny('acquire') || seen.takesAny('release'),
  },
  queue: { why: 'first in, first out', fits: () => true },
  'unordered-queue': { why: 'in any order', fits: () => true },
  'unique-ids': { why: 'ids are generated', fits: () => true },
  directory: { why: 'paths are created and removed', fits: () => true },
  ledger: { why: 'accounts are opened and debited', fits: () => true },
  bank: {
    why: 'read gives the balances of all accounts',
    fits: (seen) => seen.has('transfer') && seen.gives('read', 'numbers'),
  },
  'multi-register': {
    why: 'several registers are read and written at once',
    fits: (seen) =>
      seen.has('txn')
        ? seen.hasOnly('txn') && seen.hasMicro('w') && !seen.hasMicro('append')
        : seen.has('write') && !seen.keyed && seen.gives('read', ...maps) && seen.takes('write', ...maps),
  },
  'list-append': {
    why: 'transactions append to lists',
    fits: (seen) => seen.hasOnly('txn') && seen.hasMicro('append') && !seen.hasMicro('w'),
  },
}

/** A model of which there is one, and its functions. */
export interface InferredFrom<Name extends string> {
  readonly models: readonly Name[]
  functionsOf(model: Name): ReadonlySet<string>
}

/**
 * The one model that the functions and the values of a history fit. `name` is the file.
 * @throws InputError when there is none, or more than one: an answer about the wrong object would be worse than none.
 */
export function inferModel<Name extends string>(
  seen: Shapes,
  name: string,
  { models, functionsOf }: InferredFrom<Name>,
): Name {
  const used = [...seen.functions.keys()]
  const able = models.filter((model) => used.every((f) => functionsOf(model).has(f)))
  const fitting = able.filter((model) => rules[model]?.fits(seen) === true)
  if (fitting.length === 1) return elementAt(fitting, 0)
  if (fitting.length > 1) {
    const why = fitting.map((model) => `${model}: ${rules[model]?.why}`).join('; ')
    throw new InputError(
      `${used.map(nameText).join(', ')} may be of more than one model; say which: --model ${fitting.join('|')} (${why})`,
      { file: name, line: seen.functions.get(elementAt(used, 0)) ?? 1, field: 'f' },
    )
  }
  throw noModel(seen, name, able, { models, functionsOf })
}

function noModel<Name extends string>(
  { functions }: Shapes,
  name: string,
  able: readonly Name[],
  { models, functionsOf }: InferredFrom<Name>,
): InputError {
  const used = [...functions.keys()]
  const strange = used.find((f) => !models.some((model) => functionsOf(model).has(f)))
  const at = (f: string | undefined): InputPlace => ({
    file: name,
    line: functions.get(f ?? '') ?? 1,
    field: 'f',
  })
  if (strange !== undefined) {
    const known = new Set(models.flatMap((model) => [...functionsOf(model)]))
    return new InputError(
      `field "f": no model has a function ${nameText(strange)}; correct it, or name the model meant with --model${didYouMean(strange, known)}`,
      at(strange),
    )
  }
  const names = used.map(nameText).join(', ')
  return able.length === 0
    ? new InputError(
        `field "f": no model has all of ${names}; split the history by object, or name the one meant with --model`,
        at(used.at(-1)),
      )
    : new InputError(
        `${names} and their values do not tell the model; say which: --model ${able.join('|')}`,
        at(used[0]),
      )
}
