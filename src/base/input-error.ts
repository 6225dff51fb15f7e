/**
 * Bad usage or bad input by the user (exit code 254).
 * The message says what is wrong, where (`file:line`, field) and what to do.
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly where: string | undefined

  constructor(message: string, where?: string) {
    super(where === undefined ? message : `${where}: ${message}`)
    this.where = where
  }
}
