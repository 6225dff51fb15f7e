import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { schedules as shipped } from '../../scenarios/index.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import { unreadable } from '../base/unreadable.ts'

/** One implementation of a matrix file. */
export interface MatrixImplementation {
  readonly name: string
  readonly version?: string
  /** As for `--target`; paths are those of the current folder. */
  readonly target: string
  readonly about?: string
  /** The command to say where its program is missing. */
  readonly build?: string
}

/** What a matrix file asks for. */
export interface MatrixFile {
  readonly implementations: readonly MatrixImplementation[]
  /** Names of canonical schedules. Default: all. */
  readonly schedules?: readonly string[]
  /** Runs of scenarios, in all. Default: none. */
  readonly campaign?: MatrixCampaign
}

export interface MatrixCampaign {
  /** In all; they are spread over the scenarios, and rounded up. */
  readonly runs: number
  /** By name or path. Default: all that ship with Whitewater. What an implementation cannot do is left out. */
  readonly scenarios?: readonly string[]
  /** Default `1`. */
  readonly seed?: string
}

const MAX_BYTES = 1024 * 1024
const MAX_RUNS = 100_000_000

const text = z.string().min(1).max(2000)
const schema = z.strictObject({
  implementations: z
    .array(
      z.strictObject({
        name: text,
        version: text.exactOptional(),
        target: text,
        about: text.exactOptional(),
        build: text.exactOptional(),
      }),
    )
    .min(1)
    .max(1000),
  schedules: z.array(text).min(1).max(1000).exactOptional(),
  campaign: z
    .strictObject({
      runs: z.int().min(1).max(MAX_RUNS),
      scenarios: z.array(text).min(1).max(1000).exactOptional(),
      seed: z
        .string()
        .regex(/^[A-Za-z0-9._+~*-]{1,64}$/, 'must be 1 to 64 letters, digits or any of . _ + ~ * -')
        .exactOptional(),
    })
    .exactOptional(),
})

/**
 * Reads a matrix file.
 * @throws InputError that names file and field when it cannot be read or is none.
 */
export function readMatrixFile(path: string): MatrixFile {
  let value: unknown
  try {
    const status = statSync(path)
    // a pipe is what a shell makes of <(...)
    if (!status.isFile() && !status.isFIFO() && !status.isDirectory())
      throw new InputError('no file; give a matrix file', { file: path })
    if (status.size > MAX_BYTES) throw new InputError('larger than 1 MiB: no matrix file', { file: path })
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof InputError) throw error
    if (error instanceof SyntaxError)
      throw new InputError(`not JSON: ${error.message}; it needs { "implementations": [...] }`, {
        file: path,
      })
    throw new InputError(unreadable(error as NodeJS.ErrnoException), { file: path })
  }
  return parseMatrix(value, path)
}

/**
 * What a matrix file holds, as an object.
 * @throws InputError that names the field.
 */
export function parseMatrix(value: unknown, file: string): MatrixFile {
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = fieldText(issue?.path ?? [])
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : undefined
    if (unknown !== undefined) {
      const inner = [field, unknown[0]].filter(Boolean).join('.')
      throw new InputError(`field ${inner}: there is no such field; leave it out`, { file, field: inner })
    }
    throw new InputError(
      `${field === '' ? '' : `field ${field}: `}${issue === undefined ? 'no matrix' : wordsOf(issue)}`,
      {
        file,
        ...(field !== '' && { field }),
      },
    )
  }
  const matrix = parsed.data as MatrixFile
  assertDistinct(matrix, file)
  assertSchedules(matrix, file)
  return matrix
}

/** What is wrong with a field, without the words of the library that found it. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${kinds[issue.expected] ?? issue.expected}`
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return issue.message
  const [bound, word] =
    issue.code === 'too_small' ? ([issue.minimum, 'least'] as const) : ([issue.maximum, 'most'] as const)
  if (issue.origin === 'array') return `must hold at ${word} ${bound}`
  if (issue.origin !== 'string') return `must be at ${word} ${bound}`
  return word === 'least' ? 'must not be empty' : `must have at most ${bound} characters`
}

const kinds: { readonly [expected: string]: string } = {
  array: 'a list, [ ... ]',
  object: 'an object, { ... }',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
}

/** `implementations[2].target`. */
const fieldText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (before, part) =>
      typeof part === 'number'
        ? `${before}[${part}]`
        : before === ''
          ? String(part)
          : `${before}.${String(part)}`,
    '',
  )

function assertDistinct({ implementations }: MatrixFile, file: string): void {
  const seen = new Set<string>()
  for (const [position, { name, version = '' }] of implementations.entries()) {
    const title = `${name} ${version}`
    const field = `implementations[${position}].name`
    if (seen.has(title))
      throw new InputError(
        `field ${field}: ${JSON.stringify(title.trim())} stands there twice; give another name or version`,
        { file, field },
      )
    seen.add(title)
  }
}

function assertSchedules({ schedules = [] }: MatrixFile, file: string): void {
  const names = shipped.map(({ name }) => name)
  for (const [position, name] of schedules.entries()) {
    const field = `schedules[${position}]`
    if (!names.includes(name))
      throw new InputError(
        `field ${field}: there is no schedule ${JSON.stringify(name)}${didYouMean(name, names)}; there are ${names.join(', ')}`,
        { file, field },
      )
    if (schedules.indexOf(name) < position)
      throw new InputError(`field ${field}: ${name} stands there twice`, { file, field })
  }
}
