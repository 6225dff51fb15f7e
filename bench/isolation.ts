/**
 * What it costs that a subject runs in a process of its own: `node bench/isolation.ts [runs a scenario] [pairs]`. The
 * same campaign (same seeds, one worker) with `--isolation process` and, as the rival, with `--isolation none`, in
 * turn; processor time of all processes, their start included. On a shared machine the least of each says the most: a
 * neighbour can only add to it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [runs = '200', pairs = '5'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'whitewater-isolation-'))
const main = new URL('../src/cli/main.ts', import.meta.url).pathname

/** Seconds of processor time of one campaign and everything it started. */
async function campaign(isolation: string): Promise<number> {
  const times = join(folder, 'times')
  const output = join(folder, 'campaign')
  const args = ['campaign', '--seed', '77', '--runs', runs, '--workers', '1', '--no-self-tests']
  const command = [process.execPath, main, ...args, '--isolation', isolation, '--output', output]
  // the shell's `times` counts children that are gone, and theirs
  const child = spawn('/bin/sh', [
    '-c',
    '"$@" >/dev/null 2>&1; code=$?; times >"$0"; exit $code',
    times,
    ...command,
  ])
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the campaign ended with ${code}: give it more runs`)
  rmSync(output, { recursive: true })
  const [, ofChildren = ''] = readFileSync(times, 'utf8').split('\n')
  return [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  )
}

const spent: Record<'process' | 'none', number[]> = { process: [], none: [] }
try {
  for (let pair = 0; pair < Number(pairs); pair++) {
    const order = pair % 2 === 0 ? (['none', 'process'] as const) : (['process', 'none'] as const)
    for (const isolation of order) spent[isolation].push(await campaign(isolation))
    const [apart = 0, together = 0] = [spent.process.at(-1), spent.none.at(-1)]
    console.log(
      `pair ${pair + 1}: process ${apart.toFixed(1)} s, none ${together.toFixed(1)} s, ${(apart / together).toFixed(3)}x`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const least = (of: readonly number[]): number => Math.min(...of)
console.log(
  `least: process ${least(spent.process).toFixed(1)} s, none ${least(spent.none).toFixed(1)} s, ${(least(spent.process) / least(spent.none)).toFixed(3)}x`,
)
