/**
 * Random histories of every family, decided by the checker and by trying every order, and by native Porcupine (Go)
 * where that is and has the model. Prints the counts; exit code 1 and the history on a disagreement.
 *
 *     node tests/properties/fuzz-checker.ts [BRUTE_FORCE] [PORCUPINE] [SEED] [SPECS] [NAME]
 *
 * Defaults: 100,000 histories of all families against brute force, 10,000 against Porcupine, seed 1; then 200,000 of each
 * model at each level against trying every order on a second telling of the model (`tests/unit/checkers/specs`). NAME
 * leaves only what has it in its name, such as `counter` or `bank, sequential`: `fuzz-checker.ts 0 0 1 200000 counter`.
 */
import fc from 'fast-check'
import { buildRival } from '../../bench/checker-porcupine-go.ts'
import { checkLinearizability } from '../../checkers/linearizability/index.ts'
import { partitionByKey } from '../../checkers/models/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import type { Operation } from '../../src/record/operation.ts'
import { isLinearizable } from '../unit/checkers/linearizability/brute-force.ts'
import { objectLevels } from '../../checkers/sequential/index.ts'
import { specs } from '../unit/checkers/specs/specs.ts'
import { compareWithSpec } from './fuzz-specs.ts'
import { families } from '../unit/checkers/linearizability/families.ts'
import type { Family } from '../unit/checkers/linearizability/families.ts'
import { randomHistory } from '../unit/checkers/linearizability/random-history.ts'

const [bruteForce = 100_000, porcupine = 10_000, seed = 1, ofEach = 200_000] = process.argv
  .slice(2, 6)
  .map(Number)
const only = process.argv[6] ?? ''
const BATCH = 2000
/** Longer than what every order can be tried of: Porcupine is quicker. */
const MAX_LENGTH = 16

let compared = 0
let refuted = 0

/** Compares histories of the families in turn until there are enough. `oracle` tells undefined where it cannot. */
function compare(
  count: number,
  among: readonly Family[],
  most: number,
  oracle: (family: Family, histories: readonly (readonly Operation[])[]) => readonly (boolean | undefined)[],
): void {
  compared = refuted = 0
  for (let round = 0; compared < count; round++) {
    const family = among[round % among.length] as Family
    const numRuns = Math.min(BATCH, Math.ceil((count - compared) * 1.5) + 10)
    const histories = fc.sample(randomHistory(family, most), { seed: seed + round, numRuns })
    const expected = oracle(family, histories)
    for (const [index, operations] of histories.entries()) {
      const { valid } = checkLinearizability(operations, family.model)
      const truth = expected[index]
      const provesNothing = !operations.some(({ outcome }) => outcome.type === 'ok')
      if (truth === undefined || provesNothing || compared >= count) continue
      compared++
      if (!truth) refuted++
      if (valid === truth) continue
      process.stdout.write(
        `${family.name}: ${String(valid)}, but it is ${truth}\n${JSON.stringify(operations)}\n`,
      )
      process.exit(1)
    }
  }
}

/** Objects that are not keys are tried all at once. */
function byBruteForce({ model }: Family, operations: readonly Operation[]): boolean {
  const whole = ['directory', 'ledger', 'multi-register'].includes(model.name)
  if (whole) return isLinearizable(model, operations)
  return partitionByKey(operations).every((part) => isLinearizable(model, part.operations))
}

const chosen = families.filter(({ name }) => name.includes(only))
if (bruteForce > 0 && chosen.length > 0) {
  compare(bruteForce, chosen, 9, (family, histories) =>
    histories.map((operations) => byBruteForce(family, operations)),
  )
  process.stdout.write(
    `brute force: ${compared} histories of ${chosen.length} families, ${refuted} not linearizable, no disagreement\n`,
  )
}

for (const spec of specs) {
  for (const level of objectLevels) {
    const name = `${spec.name}, ${level}`
    if (ofEach === 0 || !name.includes(only)) continue
    const { tally, disagreement } = compareWithSpec(spec, level, { from: seed, count: ofEach })
    if (disagreement !== undefined) {
      process.stdout.write(`${name}: ${JSON.stringify(disagreement)}\n`)
      process.exit(1)
    }
    const { valid, invalid, withoutSuccess, weaker } = tally
    const allowed = level === 'linearizable' ? ` (${weaker} of them sequential)` : ''
    process.stdout.write(
      `${name}: ${valid} valid, ${invalid} not${allowed}, ${withoutSuccess} without a success; no disagreement\n`,
    )
  }
}

const rival = porcupine > 0 ? buildRival() : undefined
if (rival !== undefined) {
  const known = ['read', 'write', 'cas', 'get', 'put', 'append', 'add', 'enqueue', 'dequeue']
  // the driver's models have no removal, no dequeue that may have happened, and no element twice in a set
  const isKnown = ({ name }: Model, { f, outcome }: Operation): boolean => {
    const list = outcome.type === 'ok' && Array.isArray(outcome.value) ? (outcome.value as unknown[]) : []
    const isTwice = name === 'set' && new Set(list).size < list.length
    return known.includes(f) && !(f === 'dequeue' && outcome.type === 'info') && !isTwice
  }
  const shared = families.filter(({ model }) =>
    ['cas-register', 'register', 'kv', 'append', 'set', 'queue'].includes(model.name),
  )
  compare(porcupine, shared, MAX_LENGTH, ({ model }, histories) => {
    const asked = histories.filter((operations) => operations.every((one) => isKnown(model, one)))
    const observed = asked.map((operations) =>
      operations.map((operation) => model.observation?.(operation) ?? operation),
    )
    const verdicts = rival.time(observed, 1, 60)
    const answers = new Map(asked.map((operations, index) => [operations, verdicts[index]?.verdict]))
    return histories.map((operations) => {
      const answer = answers.get(operations)
      return answer === 'Ok' ? true : answer === 'Illegal' ? false : undefined
    })
  })
  process.stdout.write(
    `Porcupine: ${compared} histories of ${shared.length} families, ${refuted} not linearizable, no disagreement\n`,
  )
}
