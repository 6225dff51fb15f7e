import { readFileSync, statSync } from 'node:fs'
import { carriedIn, isPage } from '../../../reports/index.ts'
import { InputError } from '../../base/input-error.ts'
import { unreadable } from '../../base/unreadable.ts'
import { isSignature } from '../../run/judging.ts'

/** Most bytes of a file of signatures, or of a recorded run that has one. */
const MAX_BYTES = 256 * 1024 * 1024

/**
 * The signatures in a file: one a line, where `#` begins a comment; or those in what a verb wrote as JSON: `run.json`,
 * `minimized.json`, `report.html`, and what `run`, `campaign` and `compare` print with `--json`.
 * @throws InputError with the line of a text that is no signature, or the field that is missing.
 */
export function signaturesIn(file: string): readonly string[] {
  const text = textOf(file)
  if (isPage(text)) return inPage(text, file)
  return /^\s*[{[]/.test(text) ? inJson(text, file) : inLines(text, file)
}

function textOf(file: string): string {
  try {
    const status = statSync(file)
    if (!status.isFile())
      throw new InputError('not a file; give a file of signatures, or a run.json', { file })
    if (status.size > MAX_BYTES) throw new InputError('larger than 256 MiB: no file of signatures', { file })
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(unreadable(error as NodeJS.ErrnoException), { file })
  }
}

function inPage(html: string, file: string): readonly string[] {
  let value: unknown
  try {
    value = carriedIn(html, ['run.json'])
  } catch (error) {
    throw new InputError(`the run inside this page is damaged: ${(error as Error).message}`, { file })
  }
  if (value === undefined)
    throw new InputError('this page holds no run; give the report.html of a failure', { file })
  return inValue(value, file)
}

function inLines(text: string, file: string): readonly string[] {
  return text.split('\n').flatMap((whole, position) => {
    const line = whole.replace(/(^|\s)#.*/, '').trim()
    if (line === '') return []
    if (isSignature(line)) return [line]
    throw new InputError(
      `must be a signature, property/shape; got ${JSON.stringify(line.slice(0, 80))}; correct the line, or begin it with #`,
      { file, line: position + 1 },
    )
  })
}

/** What is read of the JSON of the verbs; of whatever else there is in it nothing is asked. */
interface Written {
  readonly signature?: unknown
  readonly record?: unknown
  readonly status?: unknown
  readonly failures?: unknown
  readonly scenarios?: unknown
  readonly signatures?: unknown
  readonly groups?: unknown
  readonly known?: unknown
}

function inJson(text: string, file: string): readonly string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new InputError(`not JSON: ${(error as Error).message}`, { file })
  }
  return inValue(value, file)
}

function inValue(value: unknown, file: string): readonly string[] {
  const { record, status, failures, scenarios, signatures } = fieldsOf(value)
  const isVerdict = [failures, scenarios, signatures].some(Array.isArray)
  const found = isVerdict ? inVerdict(value) : [...own(value), ...own(record)]
  const stranger = found.find((one) => !(typeof one === 'string' && isSignature(one)))
  if (stranger !== undefined)
    throw new InputError(
      `field signature: must be property/shape; got ${String(JSON.stringify(stranger)).slice(0, 82)}`,
      { file, field: 'signature' },
    )
  if (found.length > 0 || isVerdict) return [...new Set(found as readonly string[])]
  const why = status === undefined ? 'missing' : 'missing: this run broke nothing'
  throw new InputError(
    `field signature: ${why}; give the run.json of a failure, the JSON of a campaign, or one signature a line`,
    { file, field: 'signature' },
  )
}

/** What failed, and what was known when it did: both are known now. */
function inVerdict(value: unknown): readonly unknown[] {
  const { failures, scenarios, signatures, groups, known } = fieldsOf(value)
  return [
    // `groups`: of the campaign.json in the folder of a campaign
    ...[failures, signatures, groups, known].flatMap(listOf).flatMap(own),
    // the scenarios of a run have their failures; those of a campaign have none
    ...listOf(scenarios).flatMap((scenario) => listOf(fieldsOf(scenario).failures).flatMap(own)),
  ]
}

const own = (value: unknown): readonly unknown[] => {
  const { signature } = fieldsOf(value)
  return signature === undefined ? [] : [signature]
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const fieldsOf = (value: unknown): Written =>
  typeof value === 'object' && value !== null ? (value as Written) : {}
