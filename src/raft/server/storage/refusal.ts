import { InputError } from '../../../base/input-error.ts'

/**
 * What to do about lost or damaged data. A server that comes back under its old id without what it had
 * acknowledged can vote twice and lose committed entries, so an empty directory needs a new id.
 */
const ADVICE =
  'Nothing was changed. Restore this directory from a copy made before the damage, or remove the server from ' +
  'the cluster and add it again under a new id with an empty directory. Do not delete single files: that ' +
  'would lose what was acknowledged.'

/** Refuses to start on what is stored: where, what was found, what to do. */
export function refusal(where: string, found: string, advice = ADVICE): InputError {
  return new InputError(`${found}. ${advice}`, { file: where })
}

/** A checksum as it stands in messages: eight hexadecimal digits. */
export const hex = (checksum: number): string => checksum.toString(16).padStart(8, '0')
