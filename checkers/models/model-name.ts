/** The models by their name on the command line. */
export const modelNames = [
  'register',
  'cas-register',
  'kv',
  'append',
  'mutex',
  'set',
  'queue',
  'directory',
  'ledger',
  'multi-register',
  'counter',
  'bank',
  'unordered-queue',
  'unique-ids',
  'versioned-register',
  'owner-mutex',
  'lock',
] as const

export type ModelName = (typeof modelNames)[number]
