import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { checkFiles } from './check-run.ts'

/** Histories that others recorded, with their verdicts; kept beside the repository, not in it. */
const folder = fileURLToPath(new URL('../../../../shared/data/histories/', import.meta.url))
const present = existsSync(folder)

const expected: readonly (readonly [file: string, model: string, valid: boolean])[] = [
  ['porcupine-etcd_002.log', 'cas-register', true],
  ['porcupine-etcd_005.log', 'cas-register', true],
  ['porcupine-etcd_000.log', 'cas-register', false],
  ['porcupine-etcd_010.log', 'cas-register', false],
  ['porcupine-etcd_070.log', 'cas-register', false],
  ['porcupine-kv-c10-ok.txt', 'kv', true],
  ['porcupine-kv-c50-ok.txt', 'kv', true],
  ['porcupine-kv-c10-bad.txt', 'kv', false],
  ['porcupine-kv-c50-bad.txt', 'kv', false],
  ['knossos-memstress3-0.edn', 'cas-register', true],
  ['knossos-cas-failure.edn', 'cas-register', false],
  ['knossos-rethink-fail-minimal.edn', 'cas-register', false],
  ['knossos-mutex-etcd.edn', 'mutex', false],
  ['ellecli-memstress3-9.json', 'cas-register', true],
  ['elle-paper-example.edn', 'list-append', false],
]

describe('recorded histories', () => {
  beforeEach((context) => {
    if (!present) context.skip('the recorded histories are not beside the repository')
  })

  it.each(expected)(
    '%s: %s, valid %s',
    async (file, model, valid) => {
      const { code, stdout } = await checkFiles([folder + file], { json: true })
      expect(JSON.parse(stdout)).toMatchObject({ model, valid })
      expect(code).toBe(valid ? 0 : 1)
    },
    60_000,
  )

  it('are all in the list above', () => {
    const files = readdirSync(folder).filter((file) => file !== 'README.md')
    expect(files.sort()).toEqual(expected.map(([file]) => file).sort())
  })

  it('elle-paper-example.edn is explained as the paper does', async () => {
    const { stdout } = await checkFiles([`${folder}elle-paper-example.edn`])
    expect(stdout).toContain("T1 < T2, because T1 did not observe T2's append of 8 to 255.")
    expect(stdout).toContain('T3 < T1, because T1 appended 3 after T3 appended 4 to 256: a contradiction!')
  })
})
