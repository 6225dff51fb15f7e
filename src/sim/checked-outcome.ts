import type { Json } from '../base/json.ts'
import type { Outcome } from '../history/operation.ts'
import type { Process } from './process.ts'

/** Hears of the first outcome only, and only while the life that was asked goes on. */
export function answeredOnce(
  process: Process,
  done: (outcome: Outcome<Json>) => void,
): (outcome: Outcome<unknown>) => void {
  const { life } = process
  let answered = false
  return (outcome) => {
    if (answered || process.life !== life || process.status === 'down') return
    answered = true
    done(checkedOutcome(outcome))
  }
}

/** The outcome a subject hands over, if it is one. */
function checkedOutcome(outcome: unknown): Outcome<Json> {
  const { type } = (outcome ?? {}) as { type?: unknown }
  if (type !== 'ok' && type !== 'fail' && type !== 'info') {
    throw new TypeError(`submit: done needs { type: "ok" | "fail" | "info" }, got ${JSON.stringify(outcome)}`)
  }
  return outcome as Outcome<Json>
}
