import { InputError } from '../../../src/base/input-error.ts'
import { canonicalJson, sameJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { describeCall, show } from '../describe.ts'
import type { Model, SearchModel } from '../model.ts'
import { effectOf, observedVersion, readKnown } from './versioned-register-call.ts'
import type { Versioned } from './versioned-register-call.ts'

/**
 * A register per key with a version, as in Jepsen's test of etcd: version 0 and null at first; each `write` and
 * each `cas` that succeeds makes the version one more. Values: `read` gives `[version, value]`, or null where nothing
 * was ever written; `write` takes `[version, value]` and `cas` `[version, [from, to]]`, with the version it makes, which
 * may be null where it is not known.
 */
export const versionedRegister: Model<Versioned> = versionedRegisterFrom({ version: 0, value: null })

/** The register that starts with another version and value. */
export function versionedRegisterFrom(initial: Versioned): Model<Versioned> {
  const sequential: SearchModel<Versioned> = {
    init: () => initial,
    isRead: ({ f }) => f === 'read',
    step: stepVersioned,
    key: ({ version, value }) => `${version} ${canonicalJson(value)}`,
  }
  return {
    ...sequential,
    name: 'versioned-register',
    functions: ['read', 'write', 'cas'],
    observation: observedVersion,
    focus: (operations) => ({ ...sequential, step: withVersionsTold(operations) }),
    initials: initialVersions,
    describeOperation: (operation) =>
      describeCall(
        operation,
        operation.f === 'read'
          ? []
          : [operation.outcome.type === 'ok' ? operation.outcome.value : operation.value],
        operation.f === 'read',
      ),
    describeState: ({ version, value }) => show([version, value]),
  }
}

function stepVersioned(state: Versioned, operation: Operation): Versioned | undefined {
  if (operation.f === 'read') {
    const told = readKnown(operation)
    if (told === undefined) return state
    const { version = state.version, value } = told
    return version === state.version && sameJson(value, state.value) ? state : undefined
  }
  const { version, from, to } = effectOf(operation)
  const next = state.version + 1
  if (version !== undefined && version !== next) return undefined
  if (from !== undefined && !sameJson(from.value, state.value)) return undefined
  return { version: next, value: to }
}

/**
 * Each version comes once: what a completed operation tells of one is what it must be, so that an effect that makes it
 * another has no place in any order of all operations.
 */
function withVersionsTold(operations: readonly Operation[]): SearchModel<Versioned>['step'] {
  const values = new Map<number, string>()
  for (const operation of operations) {
    if (operation.returned === Infinity) continue
    const told = operation.f === 'read' ? readKnown(operation) : effectOf(operation)
    if (told?.version === undefined) continue
    values.set(told.version, canonicalJson('to' in told ? told.to : told.value))
  }
  return (state, operation) => {
    const next = stepVersioned(state, operation)
    if (next === undefined || next === state) return next
    const value = values.get(next.version)
    return value === undefined || value === canonicalJson(next.value) ? next : undefined
  }
}

/** What the first read found. */
function initialVersions(operations: readonly Operation[]): unknown[] {
  return operations
    .filter(({ f, returned }) => f === 'read' && returned !== Infinity)
    .sort((a, b) => a.returned - b.returned)
    .slice(0, 1)
    .flatMap((read) => {
      const told = readKnown(read)
      return told?.version === undefined ? [] : [[told.version, told.value]]
    })
}

/** @throws InputError when it is no version with its value. */
export function readInitialVersion(initial: unknown): Versioned {
  const [version, value = null] = Array.isArray(initial) && initial.length === 2 ? (initial as unknown[]) : []
  if (typeof version === 'number' && Number.isSafeInteger(version)) return { version, value }
  throw new InputError('the model versioned-register starts at [version, value]', { field: 'initial value' })
}
