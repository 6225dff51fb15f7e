import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { endCampaign } from '../../../src/campaign/campaign-end.ts'
import { openDatabase } from '../../../src/campaign/sqlite.ts'
import { CampaignStore } from '../../../src/campaign/store.ts'
import { settings } from './some-settings.ts'

const root = mkdtempSync(join(tmpdir(), 'whitewater-end-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A folder with a finished campaign, and one before it. */
function nights(): { readonly folder: string; readonly store: string; readonly former: string } {
  const folder = mkdtempSync(join(root, 'nights-'))
  const store = join(folder, 'campaign.sqlite')
  for (const began of ['2026-11-28T02:00:00.000Z', '2026-11-29T02:00:00.000Z']) {
    const one = CampaignStore.create(store, settings, new Date(began))
    one.finish(1)
    one.close()
  }
  return { folder, store, former: join(folder, 'campaign-2026-11-28T020000Z.sqlite') }
}

const said = ['FAILED: 1 run broke a property']
const pageIn = (folder: string): string => readFileSync(join(folder, 'campaign.html'), 'utf8')

describe('the end of a campaign loses no verdict', () => {
  test('by a former campaign that is damaged or of a newer schema: it is named, also on the page', async () => {
    const newer = nights()
    const later = openDatabase(newer.former)
    later.exec('PRAGMA user_version = 99')
    later.close()
    const damaged = nights()
    writeFileSync(damaged.former, 'no database, and long enough for a header of one '.repeat(10))
    const odd = nights()
    const changed = openDatabase(odd.former)
    changed.exec("UPDATE campaign SET remarks = '{'")
    changed.close()
    for (const { folder, store, former } of [newer, damaged, odd]) {
      const { record, page, remarks } = await endCampaign(store, 'violation', said)
      expect(remarks[0]).toContain(`a campaign before this one is left out of the comparison: ${former}: `)
      expect(remarks.slice(1)).toEqual(said)
      expect(record?.remarks).toEqual(remarks)
      expect(page).toBe(join(folder, 'campaign.html'))
      expect(pageIn(folder)).toContain('a campaign before this one is left out of the comparison')
      expect(record?.nights).toHaveLength(1)
      // nothing is to be written there
      expect(remarks[0]).not.toContain('another output folder')
    }
  })

  test('by any number of them: five are named', async () => {
    const { folder, store } = nights()
    for (let at = 0; at < 9; at++) writeFileSync(join(folder, `campaign-${at}.sqlite`), 'none')
    const { remarks } = await endCampaign(store, 'violation', said)
    expect(remarks).toHaveLength(7)
    expect(remarks[5]).toBe('and 4 more campaigns before this one')
  })

  test('by a page that cannot be written', async () => {
    const { folder, store } = nights()
    mkdirSync(join(folder, 'campaign.html'))
    const { record, page, remarks } = await endCampaign(store, 'violation', said)
    expect(page).toBeUndefined()
    expect(remarks).toEqual([expect.stringMatching(/^its page is not written: .*there is a folder/), ...said])
    expect(record?.runs).toBe(0)
  })

  test('by stores that another process has: what they hold is read all the same', async () => {
    const { store, former } = nights()
    const taken = [store, former].map((file) => {
      const database = openDatabase(file)
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT')
      return database
    })
    const { record, remarks } = await endCampaign(store, 'violation', said)
    for (const database of taken) database.close()
    expect(remarks).toEqual([
      expect.stringMatching(/^how it ended is not stored: .*another process/),
      ...said,
    ])
    // though the store does not say so
    expect(record).toMatchObject({ result: 'violation', remarks: said })
    expect(record?.nights).toHaveLength(2)
  })

  test('by a store that is gone', async () => {
    const { folder, store } = nights()
    rmSync(folder, { recursive: true })
    const { record, page, remarks } = await endCampaign(store, 'violation', said)
    expect([record, page]).toEqual([undefined, undefined])
    expect(remarks[0]).toMatch(/: it is gone; its folder must stay until the campaign has ended$/)
    expect(remarks.map((text) => text.split(':')[0])).toEqual([
      'how it ended is not stored',
      'its page is not written',
      'FAILED',
    ])
  })
})
