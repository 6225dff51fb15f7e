import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import {
  boundedRecord,
  campaignPage,
  runLoad,
  type CampaignRecord,
  type RecordedGroup,
} from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { environmentError } from '../base/environment-error.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { readHistoryOfRun } from '../testcase/stored-run.ts'
import { writeWholeFile } from '../testcase/whole-file.ts'
import { campaignRecordOf } from './campaign-record.ts'
import {
  formerCampaigns,
  isFormerStore,
  readStoredCampaign,
  STORE_NAME,
  type FormerCampaign,
  type StoredCampaign,
} from './stored-campaign.ts'

/** A longer history is not drawn. */
const LARGEST_HISTORY = 64 * 1024 * 1024

/** What was written of a stored campaign. */
export interface WrittenCampaign {
  readonly record: CampaignRecord
  /** Paths of `campaign.html` and `campaign.json`. */
  readonly html: string
  readonly json: string
}

/**
 * Writes the page of a stored campaign and its JSON, named as the store is: `campaign.html`, `campaign.json`. Default
 * folder: that of the store. `readFormer`: how the campaigns before it are read.
 * @throws InputError for a store that cannot be read, or a folder that cannot be written to.
 */
export async function writeCampaign(
  store: string,
  folder = dirname(store),
  readFormer?: (file: string) => FormerCampaign,
): Promise<WrittenCampaign> {
  return writeRecord(await recordOfStore(readStoredCampaign(store), readFormer), store, folder)
}

/** What a stored campaign came to, with the campaigns before it and what clients got in its failing runs. */
export async function recordOfStore(
  campaign: StoredCampaign,
  readFormer?: (file: string) => FormerCampaign,
): Promise<CampaignRecord> {
  const record = campaignRecordOf(campaign, formerCampaigns(campaign, readFormer))
  const folder = dirname(campaign.file)
  return { ...record, groups: await Promise.all(record.groups.map((group) => withLoad(group, folder))) }
}

/** @throws InputError for a folder that cannot be written to. */
export function writeRecord(record: CampaignRecord, store: string, folder: string): WrittenCampaign {
  const name = pageName(basename(store))
  const html = join(folder, `${name}.html`)
  const json = join(folder, `${name}.json`)
  makeOutputFolder(folder)
  const written = linkedFrom(record, folder, dirname(store))
  try {
    writeWholeFile(json, `${JSON.stringify(boundedRecord(written), null, 1)}\n`)
    writeWholeFile(html, campaignPage(written))
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
  return { record, html, json }
}

/**
 * With the paths of reports as they are from the folder of the page. Where a report lies beside the page, too, that one is meant:
 * the two are sent and published together.
 */
function linkedFrom(record: CampaignRecord, folder: string, home: string): CampaignRecord {
  if (resolve(folder) === resolve(home)) return record
  const from = (report: string): string =>
    existsSync(join(folder, report)) ? report : relative(folder, join(home, report)).split(sep).join('/')
  return {
    ...record,
    groups: record.groups.map(({ report, ...group }) =>
      report === undefined ? group : { ...group, report: from(report) },
    ),
  }
}

/** As the store is named; of one that was given another name, `run.sqlite`, no other file of its folder has that name. */
function pageName(store: string): string {
  const plain = store.replace(/\.sqlite$/, '')
  return store === STORE_NAME || isFormerStore(store) ? plain : `campaign-${plain}`
}

/** With what clients got in its example, where its folder is still there and readable. */
async function withLoad(group: RecordedGroup, folder: string): Promise<RecordedGroup> {
  if (group.report === undefined) return group
  const run = join(folder, dirname(group.report))
  try {
    if (statSync(join(run, 'history.jsonl')).size > LARGEST_HISTORY) return group
    const { history, faults } = await readHistoryOfRun(run)
    return { ...group, ...defined({ load: runLoad(history, faults) }) }
  } catch {
    // what is wrong with the folder, the verb report says when it renders that folder
    return group
  }
}
