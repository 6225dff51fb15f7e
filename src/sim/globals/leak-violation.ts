import type { Violation } from '../../record/verdict.ts'
import { leakInWords, type Opened } from './virtual-leaks.ts'

const REMEDY = "use the clock of the environment or globals: 'virtual'"
const VIRTUAL_REMEDY = 'only its environment and global timers, clocks and randomness are simulated'

/** Who opened it when that did not show. */
export const SOMEBODY = 'a server'

/** The breach of a server that opened something real. `virtual`: it has virtual globals. */
export function leakViolation(
  id: string,
  { type, stack }: Opened,
  virtual: boolean,
  step: number,
  time: number,
): Violation {
  const remedy = virtual ? VIRTUAL_REMEDY : REMEDY
  const what = leakInWords(type)
  const place = placeOf(stack)
  return {
    property: 'no-leak',
    shape: what,
    step,
    time,
    headline: `${id} opened a real ${what}${place}: ${remedy}`,
    proof: [
      { kind: 'let', text: `${id} handle the event of step ${step}.`, step },
      {
        kind: 'then',
        text: 'All it does must come from the environment it was given or from virtual globals: nothing else can be repeated.',
      },
      { kind: 'however', text: `It opened a real ${what} (${type})${place}.`, step },
    ],
    facts: id === SOMEBODY ? [] : [{ step, node: id }],
  }
}

/** Where the subject's code did it: the first line of the stack that is neither Node.js nor this harness. */
function placeOf(stack: string): string {
  const line = stack
    .split('\n')
    .slice(1)
    .find((one) => !/node:|\/src\/sim\/globals\/virtual-|AsyncHook|<anonymous>/.test(one))
  const place = line?.match(/([^/\\(]+:\d+):\d+\)?$/)?.[1]
  return place === undefined ? '' : ` (${place})`
}
