import type { Violation } from '../record/verdict.ts'

/** Properties that speak of time: they cannot break in a script, which has none. */
const timedProperties = new Set(['liveness', 'storm', 'livelock'])

/** Whether it needs a clock to be seen. */
export const isTimed = ({ property }: Violation): boolean => timedProperties.has(property)
