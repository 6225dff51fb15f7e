import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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

test('the page that lists them names each with its title, once', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/raft/traces.md'), 'utf8')
  for (const { name, text } of goldenFiles())
    expect(page.split(`- [${text.split('\n')[0]}](../../${name})`).length, name).toBe(2)
})
