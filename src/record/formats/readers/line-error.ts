import { InputError } from '../../../base/input-error.ts'

/** Makes the error about one line of a file; `field`: the field of the event that it is about. */
export type LineError = (reason: string, field?: string) => InputError

export const lineError =
  (file: string, line: number): LineError =>
  (reason, field) =>
    new InputError(reason, field === undefined ? { file, line } : { file, line, field })
