/** Rewrites the traces of the golden files: `npm run golden:write`. Claims (`expect`) are never rewritten: see below. */
import { writeFileSync } from 'node:fs'
import { goldenFiles } from './runner/golden-files.ts'
import { runGolden } from './runner/run-golden.ts'

let refused = 0
for (const { name, path, text } of goldenFiles()) {
  try {
    const expected = runGolden(text, name)
    if (expected === text) continue
    writeFileSync(path, expected)
    console.log(`rewritten: ${name}`)
  } catch (error) {
    // a file whose script breaks what it claims keeps its trace: somebody has to look
    refused++
    console.error(`left as it is: ${(error as Error).message}`)
  }
}
process.exitCode = refused === 0 ? 0 : 1
