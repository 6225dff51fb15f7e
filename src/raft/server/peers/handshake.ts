import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { NodeId } from '../../../base/node-id.ts'
import { WireError } from './wire-frame.ts'

/**
 * How two servers make sure of each other, on a connection that A opened to B:
 *
 *     A -> B  hello      cluster, from, to, A's nonce, whether A has a secret
 *     B -> A  challenge  B's nonce, HMAC(secret, "acceptor", all of the above)
 *     A -> B  proof      HMAC(secret, "dialer", all of the above)
 *     B -> A  welcome
 *
 * A nonce of each side makes every proof new, the roles keep one side's proof from being sent back as the
 * other's, and names and cluster stand in it, so that it is of no use elsewhere. Without a secret the proofs are
 * empty. It says who is there when the connection begins; only TLS protects what follows from who can change it.
 */
export interface Credentials {
  readonly cluster: string
  readonly id: NodeId
  readonly secret: string | undefined
}

const NONCE_BYTES = 32

const nonce = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.string().min(1).max(64)

export const Hello = z.strictObject({
  cluster: name,
  from: name,
  to: name,
  nonce,
  /** Whether it wants proofs. */
  secret: z.boolean(),
})
export type Hello = z.infer<typeof Hello>

export const Challenge = z.strictObject({ nonce, proof: z.string().max(64) })
export type Challenge = z.infer<typeof Challenge>

export const Proof = z.strictObject({ proof: z.string().max(64) })

export const Refusal = z.strictObject({ reason: z.string().max(1000) })

export const newNonce = (): string => randomBytes(NONCE_BYTES).toString('hex')

/** @throws WireError when the payload is not what the schema says. */
export function parsed<T>(schema: z.ZodType<T>, payload: Buffer): T {
  let json: unknown
  try {
    json = JSON.parse(payload.toString())
  } catch {
    throw new WireError('a frame of the handshake that is no JSON')
  }
  const result = schema.safeParse(json)
  if (!result.success) throw new WireError(`a frame of the handshake with a wrong ${pathOf(result.error)}`)
  return result.data
}

const pathOf = (error: z.ZodError): string => error.issues[0]?.path.join('.') || 'form'

export function proofOf(
  secret: string | undefined,
  role: 'dialer' | 'acceptor',
  hello: Hello,
  acceptorNonce: string,
): string {
  if (secret === undefined) return ''
  const { cluster, from, to, nonce: dialerNonce } = hello
  const transcript = JSON.stringify([
    'whitewater-peer',
    1,
    role,
    cluster,
    from,
    to,
    dialerNonce,
    acceptorNonce,
  ])
  return createHmac('sha256', secret).update(transcript).digest('hex')
}

/** Compares in a time that does not tell how much of it was right. */
export function sameProof(given: string, right: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
