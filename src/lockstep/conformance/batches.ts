import { elementAt } from '../../base/element-at.ts'
import { canonicalJson, type Json } from '../../base/json.ts'
import { valueText } from '../../base/value-text.ts'
import { parseAnswers } from '../answer.ts'
import type { Carrier } from '../carrier.ts'
import { toldBy, type Told } from './told.ts'
import type { Trial } from './trial.ts'

/** Why a program is not asked in batches; undefined: it is. */
export function notBatched({ servers, batch }: Trial): string | undefined {
  if (!batch) return 'its answer to init does not say "batch": true'
  return servers === 'all' ? undefined : 'each server has a program of its own'
}

/** What a program mixes up that plays servers of one name in several clusters; undefined: nothing. */
export function mixedUp(trial: Trial): string | undefined {
  try {
    const told = toldBy(trial.open(), trial.offered)
    const clusters = ['@0', '@1', '@2'].map((cluster) =>
      told.map(({ line, answer }) => ({ line: inCluster(line, cluster), answer })),
    )
    return wrongInBatches(clusters, trial.open())
  } catch (error) {
    return error instanceof Error ? error.message : '?'
  }
}

function inCluster(line: string, cluster: string): string {
  const event = JSON.parse(line) as { readonly node: string }
  return JSON.stringify({ ...event, node: event.node + cluster })
}

/**
 * Says the lines of several servers again, the first of each in one batch, then the second, and so on; what is answered
 * otherwise than alone.
 */
export function wrongInBatches(servers: readonly (readonly Told[])[], carrier: Carrier): string | undefined {
  const longest = Math.max(...servers.map((told) => told.length))
  for (let at = 0; at < longest; at++) {
    const batch = servers.flatMap((told) => told[at] ?? [])
    const text = carrier.exchange(`[${batch.map(({ line }) => line).join(',')}]`)
    const steps = batch.map(({ line }) => (JSON.parse(line) as { readonly step: number }).step)
    parseAnswers(text, steps)
    for (const [position, other] of (JSON.parse(text) as readonly Json[]).entries()) {
      const { line, answer } = elementAt(batch, position)
      if (canonicalJson(other) === canonicalJson(JSON.parse(answer) as Json)) continue
      return `answers ${valueText(line)} with ${valueText(other)} in a batch, and with ${valueText(answer)} alone; line ${at + 1} of its server`
    }
  }
  return undefined
}
