import type { Json, Target } from 'whitewater'
import { mistakesOfLeaders } from './mistakes-of-leaders.ts'
import { mistakesOfLogs } from './mistakes-of-logs.ts'
import type { Mistake } from './mistake.ts'
import { emitterTarget, type Shows } from './target.ts'
import type { Request } from './vocabulary.ts'

/** Mistakes that people make in real Rafts, chosen before any of them was run. */
export const mistakes: readonly Mistake[] = [...mistakesOfLogs, ...mistakesOfLeaders]

/** The Raft with one mistake. */
export function mistaken(id: string, shows: Shows = 'lens'): Target<Request, Json> {
  const mistake = mistakes.find((one) => one.id === id)
  if (mistake === undefined) throw new Error(`no mistake ${id}`)
  const { parts = {}, Server, leases } = mistake
  return emitterTarget(parts, {
    name: `emitter-raft+${id}`,
    shows,
    ...(Server && { Server }),
    leases: leases === true,
  })
}
