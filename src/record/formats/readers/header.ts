import { InputError, type InputPlace } from '../../../base/input-error.ts'

const NEWEST_VERSION = 1

/** Whether a map is no event but a first line that names the version of the format. */
export function isHeader(record: unknown): record is { readonly version: unknown } {
  return record !== null && typeof record === 'object' && 'version' in record && !('type' in record)
}

/** @throws InputError unless the version is one this reader knows. */
export function assertHeader(header: { readonly version: unknown }, place: InputPlace): void {
  if (header.version === NEWEST_VERSION) return
  throw new InputError(
    `field "version" is ${JSON.stringify(header.version)}; this release reads version ${NEWEST_VERSION}: use a newer one`,
    { ...place, field: 'version' },
  )
}
