import { z } from 'zod'
import { isNodeName } from '../../../base/node-id.ts'
import { logLevels } from '../log/logger.ts'
import { hostAndPort } from '../members/member-address.ts'
import { memberList } from './member-list.ts'
import { readModes } from './server-settings.ts'

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000 }

const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m)$/, 'must be a duration such as 500ms or 5s')
  .transform((text) => {
    const [, number, unit = 'ms'] = /^([\d.]+)(\w+)$/.exec(text) ?? []
    return Number(number) * (units[unit] as number)
  })
  .pipe(z.number().min(1, 'must be 1ms or more').max(3_600_000, 'must be 60m or less'))

const address = z.string().refine((text) => hostAndPort(text) !== undefined, 'must be an address host:port')

const name = z
  .string()
  .refine(
    isNodeName,
    'must be 1 to 64 letters, digits or any of . _ -, the first a letter or digit, not "unknown"',
  )

const memberAddress = z.strictObject({ peer: address, client: address })

const members = z.union([
  z.record(name, memberAddress),
  z.string().transform((text, context) => {
    const list = memberList(text)
    if (typeof list !== 'string') return list
    context.addIssue({ code: 'custom', message: list })
    return z.NEVER
  }),
])

const whole = (low: number, high: number): z.ZodNumber =>
  z
    .int()
    .min(low, `must be a whole number from ${low} to ${high}`)
    .max(high, `must be a whole number from ${low} to ${high}`)

/** The settings as a file or the command line gives them: each field may be left out. */
export const settingsSchema = z
  .strictObject({
    id: name,
    cluster: name,
    data: z.string().min(1),
    members,
    join: z.boolean(),
    host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be a host name or an address'),
    listen: z.strictObject({ peers: address, clients: address }).partial(),
    advertise: z.strictObject({ peers: address, clients: address }).partial(),
    service: z.enum(['key-value', 'directory', 'ledger']),
    electionTimeout: duration,
    heartbeat: duration,
    snapshotEvery: whole(0, 1_000_000_000),
    reads: z.enum(readModes),
    tls: z.strictObject({
      certificate: z.string().min(1),
      key: z.string().min(1),
      authority: z.string().min(1),
      clients: z.boolean().optional(),
    }),
    secretFile: z.string().min(1),
    log: z.strictObject({ level: z.enum(logLevels), format: z.enum(['json', 'text']) }).partial(),
    limits: z
      .strictObject({
        body: whole(1024, 64 * 1024 * 1024),
        bodies: whole(1024, 1024 * 1024 * 1024),
        waiting: whole(1, 1_000_000),
        connections: whole(1, 1_000_000),
        callTimeout: duration,
      })
      .partial(),
  })
  .partial()

export type RawSettings = z.infer<typeof settingsSchema>
