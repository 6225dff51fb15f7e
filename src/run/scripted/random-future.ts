import type { Decision, Script } from '../../record/decision.ts'
import type { RandomStream } from '../../base/random.ts'
import type { Possible } from '../../sim/scripted-world.ts'
import { clientsIn, type Continuation } from './scripted-run.ts'
import type { Submit } from './scripted-session.ts'

/** How often each kind of decision is drawn, beside the others that are possible. */
const weights = { deliver: 8, fire: 2, restart: 2, submit: 1, crash: 0.25 }

/**
 * What may come after a part of a script, at random: messages under way arrive in any order or not at all, timers fire,
 * clients ask what the rest of the script would have them ask, of any server; servers crash only where the script has
 * them crash. So `length` decisions.
 */
export function randomFuture(
  script: Script,
  from: number,
  random: RandomStream,
  length: number,
): Continuation {
  const asked = script.slice(from).filter((one): one is Submit => one.do === 'submit')
  const crashes = script.some((one) => one.do === 'crash')
  let left = length
  return {
    clients: clientsIn(script),
    next: (world) => {
      if (left-- <= 0) return undefined
      const decision = drawn(world.possible(), asked[0], crashes, random)
      if (decision?.do === 'submit') asked.shift()
      return decision
    },
  }
}

function drawn(
  { deliveries, timers, up, down }: Possible,
  request: Submit | undefined,
  crashes: boolean,
  random: RandomStream,
): Decision | undefined {
  const kinds: readonly (readonly [number, () => Decision])[] = [
    [deliveries.length > 0 ? weights.deliver : 0, () => random.pick(deliveries)],
    [timers.length > 0 ? weights.fire : 0, () => random.pick(timers)],
    [down.length > 0 ? weights.restart : 0, () => ({ do: 'restart', node: random.pick(down) })],
    ...(request === undefined || up.length === 0
      ? []
      : ([[weights.submit, (): Decision => ({ ...request, node: random.pick(up) })]] as const)),
    [crashes && up.length > 0 ? weights.crash : 0, () => ({ do: 'crash', node: random.pick(up) })],
  ]
  const sum = kinds.reduce((total, [weight]) => total + weight, 0)
  let at = (random.int(0, 999_999) / 1_000_000) * sum
  for (const [weight, draw] of kinds) {
    if (at < weight) return draw()
    at -= weight
  }
  return undefined
}
