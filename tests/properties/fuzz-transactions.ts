/**
 * Random histories of transactions, decided by the checker and by trying every order. Prints the counts; exit code 1 and
 * the history on a disagreement. Part of `npm run fuzz:checker`.
 *
 *     node tests/properties/fuzz-transactions.ts [LIST_APPEND] [OTHERS] [SEED]
 *
 * Defaults: 1,000,000 histories of list-append for strict serializability, 200,000 of each other model and level, from
 * seed 1 on.
 */
import { compareWithDefinition, transactionFamilies } from '../unit/checkers/cycles/transaction-families.ts'

const [first = 1_000_000, others = 200_000, seed = 1] = process.argv.slice(2).map(Number)

for (const [index, family] of transactionFamilies.entries()) {
  const started = performance.now()
  const { right, wrong, anomalies, disagreement } = compareWithDefinition(
    family,
    seed,
    index === 0 ? first : others,
  )
  if (disagreement !== undefined) {
    process.stdout.write(`${disagreement}\n`)
    process.exit(1)
  }
  const told = Object.entries(anomalies)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${count}`)
  const seconds = Math.round((performance.now() - started) / 1000)
  process.stdout.write(
    `${family.model}, ${family.level}: ${right + wrong} histories, ${right} right, ${wrong} not, no disagreement, ${seconds} s (${told.join(', ')})\n`,
  )
}
