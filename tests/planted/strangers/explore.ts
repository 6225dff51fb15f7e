/**
 * Which mistakes of a Raft that it does not know a search of all runs shows, and in how many events:
 * `node tests/planted/strangers/explore.ts [--seconds N] [mutant...]`. The Raft shows a view and no `state()`. What needs clocks,
 * many entries or what clients see of several keys is not to be expected.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { boundsText } from '../../../src/explore/bounds.ts'
import { explore } from '../../../src/isolation/explore.ts'
import { mutants } from './mutants.ts'
import { planted, smallStranger, written } from './stranger.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '20' } },
})
const stranger = smallStranger()
const folder = mkdtempSync(join(tmpdir(), 'whitewater-strangers-'))
let [found, of] = [0, 0]
try {
  for (const one of mutants) {
    if (positionals.length > 0 ? !positionals.includes(one.id) : one.harmless !== undefined) continue
    const target = written(planted(stranger, one), join(folder, one.id))
    const began = performance.now()
    const timeLimit = 1000 * Number(values.seconds)
    const options = { target, timeLimit, symmetric: true, isolation: 'none', maxStates: 2_000_000 } as const
    const { verdict } = await explore('everything-at-once', options)
    const { result, failure, rounds, unconfirmed } = verdict
    of++
    if (result === 'violation') found++
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const last = rounds.at(-1)
    const what =
      failure === undefined
        ? `nothing in ${rounds.length} rounds`
        : `${failure.signature ?? ''} in ${failure.decisions ?? 0} decisions, ${last === undefined ? '' : boundsText(last.bounds)}`
    console.log(
      `${one.id.padEnd(34)} ${seconds.padStart(6)} s  ${what}${unconfirmed > 0 ? `  (${unconfirmed} not confirmed)` : ''}`,
    )
  }
} finally {
  rmSync(folder, { recursive: true })
}
console.log(`${found} of ${of} shown`)
process.exit()
