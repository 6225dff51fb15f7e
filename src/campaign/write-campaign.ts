import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { campaignPage, type CampaignRecord } from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { campaignRecordOf } from './campaign-record.ts'
import { formerCampaigns, readStoredCampaign } from './stored-campaign.ts'

/** What was written of a stored campaign. */
export interface WrittenCampaign {
  readonly record: CampaignRecord
  /** Paths of `campaign.html` and `campaign.json`. */
  readonly html: string
  readonly json: string
}

/**
 * Writes the page of a stored campaign and its JSON, named as the store is: `campaign.html`, `campaign.json`. Default
 * folder: that of the store.
 * @throws InputError for a store that cannot be read, or a folder that cannot be written to.
 */
export function writeCampaign(store: string, folder = dirname(store)): WrittenCampaign {
  const campaign = readStoredCampaign(store)
  const record = campaignRecordOf(campaign, formerCampaigns(campaign))
  const name = basename(store).replace(/\.sqlite$/, '')
  const html = join(folder, `${name}.html`)
  const json = join(folder, `${name}.json`)
  makeOutputFolder(folder)
  try {
    writeFileSync(json, `${JSON.stringify(record, null, 1)}\n`)
    writeFileSync(html, campaignPage(record))
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
  return { record, html, json }
}
