/** Workloads that ask for another thing than a model of `check` does, and their functions in a history. */
export const keptFunctions = {
  echo: ['echo'],
  broadcast: ['broadcast', 'read'],
  'g-set': ['add', 'read'],
  'g-counter': ['add', 'read'],
  'pn-counter': ['add', 'read'],
  kafka: ['send', 'poll', 'assign'],
} as const satisfies { readonly [workload: string]: readonly string[] }

export type KeptWorkload = keyof typeof keptFunctions

export const keptWorkloads = Object.keys(keptFunctions) as KeptWorkload[]

export const isKeptWorkload = (name: unknown): name is KeptWorkload =>
  typeof name === 'string' && Object.hasOwn(keptFunctions, name)
