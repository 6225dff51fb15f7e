import { drawn } from '../nemesis/index.ts'
import type { HistoryEvent } from '../src/record/history-event.ts'
import type { Judged } from '../src/run/scenario.ts'
import type { Violation } from '../src/record/verdict.ts'
import { defineScenario } from './define-scenario.ts'

export const majorityDown = defineScenario({
  name: 'majority-down',
  about:
    'A majority of the servers is down: no write is acknowledged meanwhile, and none acknowledged is lost.',
  needs: ['persistence'],
  notes: ['N3'],
  nodes: [3, 3, 5, 4, 2],
  faults: ({ chaosFrom, chaosUntil, electionTimeout }) =>
    drawn(8, (draws) => {
      const length = 3 * electionTimeout
      const gap = 6 * electionTimeout
      const times = Math.max(1, Math.floor((chaosUntil - chaosFrom) / (length + gap)))
      return [
        {
          kind: 'crash',
          when: { at: chaosFrom + draws.int(0, electionTimeout) },
          for: length,
          repeat: { times, every: length + gap },
          nodes: draws.pick(['majority', 'majority', 'all']),
          unsynced: draws.pick(['lose', 'keep', 'subset']),
        },
      ]
    }),
  coverageMarks: ['serverCrashed', 'serverRestarted', 'operationSucceeded'],
  properties: ['no-progress-without-majority'],
  judge: nothingAcknowledgedMeanwhile,
})

const byOneServer: ReadonlySet<string> = new Set(['read', 'take-snapshot'])

/**
 * A write that began and succeeded while a majority was down was acknowledged by a minority. Reads are left
 * out: a leader that holds a lease may answer them for a while, and rightly. A snapshot is a server's own affair.
 */
function nothingAcknowledgedMeanwhile({ history, faults, step }: Judged): Violation | undefined {
  const begun = new Map<number, HistoryEvent>()
  for (const event of history) {
    if (event.type === 'invoke') begun.set(event.process, event)
    if (event.type !== 'ok' || byOneServer.has(event.f)) continue
    const from = (begun.get(event.process)?.time ?? 0) / 1000
    const to = (event.time ?? 0) / 1000
    const outage = faults
      .flatMap(({ activations }) => activations)
      .find((activation) => activation.from < from && (activation.to ?? Infinity) > to)
    if (outage === undefined) continue
    const what = `${event.f} of process ${event.process}`
    return {
      property: 'no-progress-without-majority',
      shape: event.f,
      step,
      time: to,
      headline: `${what} was acknowledged while ${outage.nodes.join(', ')} were down: by a minority.`,
      proof: [
        {
          kind: 'let',
          text: `${outage.nodes.join(', ')} be down from ${outage.from / 1000} ms to ${(outage.to ?? to) / 1000} ms: a majority.`,
        },
        { kind: 'however', text: `${what} began at ${from / 1000} ms and succeeded at ${to / 1000} ms.` },
      ],
      facts: [{ step }],
    }
  }
  return undefined
}
