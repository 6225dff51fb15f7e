import { describe, expect, test } from 'vitest'
import { goldenFiles } from './runner/golden-files.ts'
import { runGolden } from './runner/run-golden.ts'

const REWRITE = 'if the new trace is right, `npm run golden:write` rewrites the file'

describe('golden traces', () => {
  test.each(goldenFiles().map((file) => [file.name, file] as const))('%s', (name, { text }) => {
    // the whole file, so that a failure shows the lines that differ among those that do not
    expect(runGolden(text, name), `${name} tells another story than before; ${REWRITE}`).toBe(text)
  })
})
