import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// What the README shows must work as shown where the package is not installed but cloned.

const root = join(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

test('npx whitewater runs the sources of a clone', () => {
  const { stdout, stderr } = spawnSync('npx', ['--offline', 'whitewater', '--version'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(stdout).toBe(`${version}\n`)
})

test('the command passes on arguments, streams and the exit code', () => {
  const command = join(root, 'bin/whitewater.js')
  const { stderr, status } = spawnSync(process.execPath, [command, 'run', 'no-such-scenario'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toContain('there is no scenario "no-such-scenario"')
  expect(status).toBe(254)
})
