import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const main = join(import.meta.dirname, '../../../src/cli/main.ts')

// exit code 1 would say that a violation was found
test('an answer that cannot be written is bad input', (context) => {
  if (!existsSync('/dev/full')) context.skip('there is no /dev/full here')
  const full = openSync('/dev/full', 'w')
  const { status, stderr } = spawnSync(process.execPath, [main, 'list'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  })
  closeSync(full)
  expect(stderr).toMatch(/^standard output cannot be written to: ENOSPC/)
  expect(status).toBe(254)
})
