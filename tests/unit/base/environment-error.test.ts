import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { environmentError } from '../../../src/base/environment-error.ts'
import { InputError } from '../../../src/base/input-error.ts'
import { reportError } from '../../../src/cli/exit-code.ts'
import { CampaignStore } from '../../../src/campaign/store.ts'
import { openDatabase } from '../../../src/campaign/sqlite.ts'
import { makeOutputFolder } from '../../../src/record/formats/writers/output-folder.ts'
import { settings } from '../campaign/some-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-environment-'))

const system = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: some words`), { code, syscall: 'open', ...(path && { path }) })

test.each([
  ['ENOSPC', /no space is left/],
  ['EROFS', /read-only/],
  ['EACCES', /no permission/],
  ['ENOTDIR', /is a file, not a folder/],
  ['EMFILE', /ulimit -n/],
  ['EIO', /disk fails/],
])('%s is bad input with the file and what to do', (code, words) => {
  const { code: exit, message } = reportError(system(code, '/x/report.html'))
  expect(exit).toBe(254)
  expect(message).toMatch(words)
  expect(message).toMatch(/^\/x\/report\.html: /)
  expect(message).not.toContain('please report this')
})

test('all others are our own', () => {
  expect(environmentError(new TypeError('x'))).toBeUndefined()
  expect(environmentError(system('EUNKNOWN'))).toBeUndefined()
  expect(reportError(new TypeError('x')).code).toBe(255)
})

test('a folder that cannot be made', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeOutputFolder(join(folder, 'file'))).toThrow(/file where a folder has to be/)
  expect(() => makeOutputFolder(join(folder, 'file/below'))).toThrow(/a part of its path is a file/)
})

const store = (name: string, make: (file: string) => void): string => {
  const file = join(folder, name)
  make(file)
  return file
}
const campaign = (file: string): void => CampaignStore.create(file, settings).close()
const changed = (sql: string) => (file: string) => {
  campaign(file)
  const database = openDatabase(file)
  database.exec(sql)
  database.close()
}

test.each([
  [
    'text.sqlite',
    (file: string) => writeFileSync(file, 'hello '.repeat(1000)),
    /cannot be read as a campaign/,
  ],
  ['empty.sqlite', (file: string) => writeFileSync(file, ''), /cannot be read as a campaign/],
  ['newer.sqlite', changed('PRAGMA user_version = 99'), /newer Whitewater/],
  ['table.sqlite', changed('DROP TABLE session'), /damaged/],
  ['settings.sqlite', changed("UPDATE campaign SET settings = '{'"), /field settings: is no JSON/],
  ['none.sqlite', changed('DELETE FROM campaign'), /field settings: it holds none/],
])('a store that is damaged: %s', (name, make, words) => {
  const file = store(name, make)
  expect(() => CampaignStore.resume(file)).toThrow(InputError)
  expect(() => CampaignStore.resume(file)).toThrow(words)
  expect(() => CampaignStore.resume(file)).toThrow(file)
})
