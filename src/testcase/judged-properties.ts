import { causes } from '../../checkers/diagnosis/causes.ts'
import { invariants } from '../../checkers/invariants/catalogue.ts'
import { scenarios as builtIn } from '../../scenarios/index.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import { namesRule } from '../record/verdict.ts'
import type { Judging } from '../run/judging.ts'
import type { Scenario } from '../run/scenario.ts'
import { contractProperties } from '../subject/contract-breach.ts'

/** What is judged of the protocol and of what clients see. */
const judged: readonly string[] = [...Object.keys(invariants), 'linearizability', 'liveness']

/** How a subject ends, or misuses the harness. Nobody may be blind to it; what is known of it may be named. */
const conduct: readonly string[] = [
  ...Object.keys(contractProperties),
  ...['no-exception', 'no-exit', 'no-leak', 'no-patching', 'subject-died', 'storm', 'livelock'],
]

/** What a scenario judges; undefined: it does not say, and its properties may have any name. */
const propertiesOf = ({ judge, properties }: JudgingScenario): readonly string[] | undefined =>
  properties ?? (judge === undefined ? [] : undefined)

type JudgingScenario = Pick<Scenario, 'judge' | 'properties'>

/**
 * For what a user wants to go on past in runs of these scenarios.
 * @throws InputError when a property does not exist, or cannot be ignored, with those there are.
 */
export function assertJudgedProperties(
  { known = [], ignore = [] }: Judging,
  scenarios: readonly JudgingScenario[],
): void {
  const own = scenarios.map(propertiesOf)
  const shipped = builtIn.flatMap((scenario) => propertiesOf(scenario) ?? [])
  const named = [...new Set([...judged, ...shipped, ...own.flatMap((names) => names ?? [])])]
  const isOpen = own.includes(undefined)
  for (const name of ignore) {
    if (named.includes(name)) continue
    if (conduct.includes(name))
      throw new InputError(
        `${name} cannot be ignored: what a subject does beside the protocol is always told; give the signature that you know as known, ${name}/...`,
        { option: 'ignore' },
      )
    if (!isOpen) throw noProperty(name, named, 'ignore')
  }
  const all = [...named, ...conduct]
  for (const signature of known) {
    const name = signature.slice(0, signature.indexOf('/'))
    if (namesRule(signature)) assertRule(signature.slice(name.length + 1))
    else if (!isOpen && !all.includes(name)) throw noProperty(name, all, 'known')
  }
}

function assertRule(cause: string): void {
  if (causes.some((one) => one === cause)) return
  throw new InputError(
    `names the rule ${JSON.stringify(cause.slice(0, 80))}, which does not exist${didYouMean(cause, causes)}; there are ${causes.join(', ')}`,
    { option: 'known' },
  )
}

const noProperty = (name: string, names: readonly string[], option: string): InputError =>
  new InputError(
    `names the property ${JSON.stringify(name.slice(0, 80))}, which does not exist${didYouMean(name, names)}; there are ${names.join(', ')}`,
    { option },
  )
