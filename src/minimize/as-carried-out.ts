import type { Decision, Script } from '../record/decision.ts'

/**
 * A script with each message named as it was when it arrived, and without what could not be carried out. A script that was cut is lenient: where a
 * message has other contents now, the oldest of its kind takes its place. Which one that was a search must know.
 * @param recorded what was decided in its run.
 */
export function asCarriedOut(script: Script, recorded: Script): Script {
  const exact: Decision[] = []
  let at = 0
  for (const decision of script) {
    const found = recorded.findIndex((one, position) => position >= at && isSame(decision, one))
    // a disk may have synced by itself; any other decision in between is that of one further on
    if (found < 0 || recorded.slice(at, found).some((one) => one.do !== 'sync')) continue
    const carriedOut = recorded[found]
    at = found + 1
    exact.push(
      decision.do === 'deliver' && carriedOut?.do === 'deliver'
        ? { ...decision, message: carriedOut.message }
        : decision,
    )
  }
  return exact
}

function isSame(decision: Decision, recorded: Decision): boolean {
  switch (decision.do) {
    case 'deliver':
      return (
        recorded.do === 'deliver' &&
        recorded.from === decision.from &&
        recorded.to === decision.to &&
        recorded.again === decision.again
      )
    case 'fire':
      return recorded.do === 'fire' && recorded.node === decision.node && recorded.timer === decision.timer
    case 'submit':
    case 'retry':
      return (
        recorded.do === decision.do && recorded.node === decision.node && recorded.client === decision.client
      )
    default:
      return recorded.do === decision.do && recorded.node === decision.node
  }
}
