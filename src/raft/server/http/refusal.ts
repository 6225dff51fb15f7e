/**
 * A request that is answered with an error and certainly had no effect.
 * Thrown by whatever finds out; the listener turns it into the answer `{ type: 'fail', error, ...fields }`.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly fields: { readonly [name: string]: unknown }
  readonly headers: readonly string[]

  /** @param headers names and values in turn. */
  constructor(
    status: number,
    error: string,
    fields: { readonly [name: string]: unknown } = {},
    headers: readonly string[] = [],
  ) {
    super(error)
    this.status = status
    this.fields = fields
    this.headers = headers
  }
}
