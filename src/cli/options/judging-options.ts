import { existsSync, readFileSync, statSync } from 'node:fs'
import { InputError } from '../../base/input-error.ts'

/** Most bytes of a file of signatures, or of a recorded run that has one. */
const MAX_BYTES = 256 * 1024 * 1024

/** Gathers `--known`: a signature, or a file of them; may be given several times. */
export const knownSignatures = (text: string, before: readonly string[] = []): readonly string[] => [
  ...new Set([...before, ...(existsSync(text) ? signaturesIn(text) : [text])]),
]

/** Gathers `--ignore`; may be given several times. */
export const ignoredProperty = (text: string, before: readonly string[] = []): readonly string[] => [
  ...new Set([...before, text]),
]

/** One signature a line, `#` begins a comment; or that of a run.json, minimized.json or file of a corpus. */
function signaturesIn(file: string): readonly string[] {
  const status = statSync(file)
  if (!status.isFile()) throw new InputError('not a file; give a file of signatures or a run.json', { file })
  if (status.size > MAX_BYTES) throw new InputError('larger than 256 MiB: no file of signatures', { file })
  const text = readFileSync(file, 'utf8')
  if (text.trimStart().startsWith('{')) return [signatureIn(text, file)]
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*/, '').trim())
  lines.forEach((line, position) => {
    if (line !== '' && !/^[^\s/]+\/\S/.test(line))
      throw new InputError(`a signature is property/shape; got ${JSON.stringify(line.slice(0, 80))}`, {
        file: `${file}:${position + 1}`,
      })
  })
  return lines.filter((line) => line !== '')
}

function signatureIn(text: string, file: string): string {
  let value: { readonly signature?: unknown; readonly record?: { readonly signature?: unknown } }
  try {
    value = JSON.parse(text) as typeof value
  } catch (error) {
    throw new InputError(`not JSON: ${(error as Error).message}`, { file })
  }
  const signature = value.signature ?? value.record?.signature
  if (typeof signature === 'string') return signature
  throw new InputError('field signature: missing; give the run.json of a failure, or one signature a line', {
    file,
    field: 'signature',
  })
}
