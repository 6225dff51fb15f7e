import { execa } from 'execa'
import { mkdtempSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, inject } from 'vitest'

const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-compiled-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const list = (env: { readonly [name: string]: string }) =>
  // the tests have a cache of their own
  execa(process.execPath, [main, 'list'], {
    env: { ...env, NODE_COMPILE_CACHE: undefined },
    timeout: 30_000,
  })

test('what was compiled is kept among the caches of the user, not among temporary files', async () => {
  const [temporary, caches] = [join(folder, 'tmp'), join(folder, 'caches')]
  mkdirSync(temporary)
  await list({ TMPDIR: temporary, XDG_CACHE_HOME: caches })
  expect(readdirSync(temporary)).toEqual([])
  expect(readdirSync(caches)).toEqual(['whitewater'])
})

test.each(['/proc', '/no/such/home', '/dev/null'])('a home like %s does without', async (home) => {
  const { stdout } = await list({ HOME: home, XDG_CACHE_HOME: join(home, '.cache') })
  expect(stdout).toMatch(/^scenarios$/m)
})
