/** How a client named a request, to have it executed once: by number in its session, or in its own way. */
export type RequestId = { readonly client: number | string; readonly sequence: number } | string | number

const MAX_LENGTH = 80

/** `request 7 of session 3`, `request pay-7`; cut when it is long. */
export function requestText(request: RequestId): string {
  const text =
    typeof request === 'object'
      ? `request ${request.sequence} of session ${request.client}`
      : `request ${request}`
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`
}

/** A value from a file as the name of a request; undefined when it is of no form known here. */
export function requestIdOf(value: unknown): RequestId | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value
  if (typeof value !== 'object' || value === null) return undefined
  const { client, sequence } = value as { readonly client?: unknown; readonly sequence?: unknown }
  const isNamed = typeof client === 'string' || typeof client === 'number'
  return isNamed && typeof sequence === 'number' ? { client, sequence } : undefined
}
