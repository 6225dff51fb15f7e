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
] as const

export type ModelName = (typeof modelNames)[number]
