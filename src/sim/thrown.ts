import { types } from 'node:util'

/** What somebody threw, in words that are safe to show whatever it was. */
export interface Thrown {
  /** `TypeError`, `string`, `a Proxy`, ... */
  readonly name: string
  readonly message: string
  /** The first line of its stack, where it has one. */
  readonly where?: string
}

const LONGEST_NAME = 80
const LONGEST_MESSAGE = 500

/**
 * Looks at a thrown value without trusting it: a Proxy is not touched, getters and `toString` may throw, a
 * name may be no text.
 */
export function inspectThrown(error: unknown): Thrown {
  if (error === null || (typeof error !== 'object' && typeof error !== 'function')) {
    return { name: error === null ? 'null' : typeof error, message: primitiveText(error) }
  }
  // any look at it would run the subject's code
  if (types.isProxy(error)) return { name: 'Proxy', message: 'a Proxy' }
  if (!types.isNativeError(error)) {
    return { name: typeof error, message: field(error, 'message') ?? `a value of type ${typeof error}` }
  }
  const stack = field(error, 'stack')
  const where = stack?.split('\n').find((line) => /^\s+at /.test(line))
  return {
    name: (field(error, 'name') ?? 'Error').slice(0, LONGEST_NAME),
    message: (field(error, 'message') ?? '').slice(0, LONGEST_MESSAGE),
    ...(where === undefined ? {} : { where: where.trim().slice(0, LONGEST_MESSAGE) }),
  }
}

function primitiveText(value: unknown): string {
  return (typeof value === 'bigint' ? `${value}n` : String(value as string)).slice(0, LONGEST_MESSAGE)
}

/** A text of the object; undefined when it has none or does not let itself be read. */
function field(object: object, name: string): string | undefined {
  try {
    const value = (object as { readonly [name: string]: unknown })[name]
    return typeof value === 'string' ? value.slice(0, 10_000) : undefined
  } catch {
    return undefined
  }
}

/** Whether the error is an instance of a class of ours, asked without running code of a subject. */
export function isOurs<T>(error: unknown, kind: abstract new (...parameters: never[]) => T): error is T {
  return typeof error === 'object' && error !== null && !types.isProxy(error) && error instanceof kind
}
