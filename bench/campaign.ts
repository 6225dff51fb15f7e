/**
 * What a second core is worth: the same campaign on one core and on two, start and warm-up included.
 *
 *   node bench/campaign.ts
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../src/cli/main.ts')
const RUNS = 1500

/** Seeds per second of a campaign, pinned to one core where `taskset` is there to do it. */
function seedsPerSecond(workers: number): number {
  const output = mkdtempSync(join(tmpdir(), 'whitewater-bench-'))
  const campaign = [main, 'campaign', '--runs', String(RUNS), '--seed', '7', '--no-self-tests', '--json']
  const whole = [process.execPath, ...campaign, '--workers', String(workers), '--output', output]
  const [program = '', ...parameters] = workers === 1 ? ['taskset', '-c', '0', ...whole] : whole
  const began = performance.now()
  const printed = execFileSync(program, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const seconds = (performance.now() - began) / 1000
  rmSync(output, { recursive: true, force: true })
  return (JSON.parse(printed) as { runs: number }).runs / seconds
}

if (availableParallelism() < 2 || spawnSync('taskset', ['--version']).error !== undefined) {
  console.log('SKIPPED: needs two cores, and taskset (util-linux) to hold a campaign to one of them')
} else {
  const one = seedsPerSecond(1)
  const two = seedsPerSecond(2)
  console.log(
    `one core ${one.toFixed(0)} seeds/s, two cores ${two.toFixed(0)} seeds/s: ${(two / one).toFixed(2)}x`,
  )
}
