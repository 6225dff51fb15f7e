import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import { mutants } from './mutants.ts'
import { pipelinedMutants } from './pipelined-mutants.ts'
import { pipelinedStranger, planted, smallStranger, thesisStranger } from './stranger.ts'
import { thesisMutants } from './thesis-mutants.ts'

// `node tests/planted/strangers/sweep.ts` hunts them.
test.each([
  ['small', smallStranger(), mutants, 9],
  ['thesis', thesisStranger(), thesisMutants, 5],
  ['pipelined', pipelinedStranger(), pipelinedMutants, 1],
] as const)(
  'each mistake can be put into the Raft of a stranger, %s, and is another one',
  (_name, stranger, all, harmless) => {
    const sources = [stranger, ...all.map((mutant) => planted(stranger, mutant))]
    const texts = sources.map(({ files }) => [...files.values()].join('\n'))
    expect(new Set(texts).size).toBe(all.length + 1)
    for (const { files } of sources) for (const text of files.values()) stripTypeScriptTypes(text)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    // each reason belongs to one of them
    expect(all.filter((one) => one.harmless !== undefined)).toHaveLength(harmless)
  },
)
