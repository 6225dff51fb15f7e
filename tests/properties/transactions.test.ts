import { describe, expect, it } from 'vitest'
import { compareWithDefinition, transactionFamilies } from '../unit/checkers/cycles/transaction-families.ts'

// `npm run fuzz:checker` compares far more
const HISTORIES = 3000

describe('transactions against every order there is', () => {
  it.each(transactionFamilies.map((family) => [`${family.model}, ${family.level}`, family] as const))(
    '%s',
    (_name, family) => {
      const { right, wrong, disagreement } = compareWithDefinition(family, 1, HISTORIES)
      expect(disagreement).toBeUndefined()
      // of either kind enough, or the comparison says nothing
      expect(Math.min(right, wrong)).toBeGreaterThan(HISTORIES / 50)
    },
  )
})
