import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import type { RunFailure, Tally, UndecidedRun } from '../testcase/tally.ts'
import type { CampaignSettings } from './settings.ts'
import { storeError } from './sqlite.ts'
import { openFile } from './store-file.ts'
import type { FirstShown, StoredGroup, StoredSelfTest } from './stored-rows.ts'
import {
  failuresIn,
  firstShownIn,
  groupsIn,
  rowsOf,
  selfTestsIn,
  settingsIn,
  talliesIn,
  undecidedIn,
} from './stored-tables.ts'

/** A campaign as it lies in its file, read whole. */
export interface StoredCampaign {
  readonly file: string
  readonly settings: CampaignSettings
  readonly began: string
  /** Absent: something is left to do. */
  readonly finished?: string
  /** Wall milliseconds of all sessions. */
  readonly millis: number
  /** How the last session said that it ended; absent: it did not, or the file is older. */
  readonly result?: string
  readonly remarks: readonly string[]
  readonly tallies: ReadonlyMap<string, Tally>
  readonly groups: readonly StoredGroup[]
  readonly failures: readonly RunFailure[]
  readonly undecided: readonly UndecidedRun[]
  readonly selfTests: readonly StoredSelfTest[]
  readonly firstShown: readonly FirstShown[]
}

/** The name of the store in the folder of a campaign. */
export const STORE_NAME = 'campaign.sqlite'

/** What a finished campaign is kept as when another one begins in its folder. */
const setAside = /^campaign-.+\.sqlite$/

/**
 * Reads a campaign; a file of an older schema is brought up to this one.
 * @throws InputError when there is none, or another process is running it.
 */
export function readStoredCampaign(file: string): StoredCampaign {
  return withStore(file, (database) => {
    const [campaign = {}] = rowsOf(database, 'SELECT began, finished, result, remarks FROM campaign')
    const [session = {}] = rowsOf(database, 'SELECT coalesce(sum(millis), 0) AS millis FROM session')
    const { finished, result, remarks } = campaign
    return {
      file,
      settings: settingsIn(database, file),
      began: String(campaign['began']),
      ...(typeof finished === 'string' && { finished }),
      millis: Number(session['millis']),
      ...(typeof result === 'string' && { result }),
      remarks: typeof remarks === 'string' ? (JSON.parse(remarks) as string[]) : [],
      tallies: talliesIn(database),
      groups: groupsIn(database),
      failures: failuresIn(database),
      undecided: undecidedIn(database),
      selfTests: selfTestsIn(database),
      firstShown: firstShownIn(database),
    }
  })
}

/** Keeps how a session ended, in its own words, for whoever reads the campaign later. */
export function storeOutcome(file: string, result: string, remarks: readonly string[]): void {
  withStore(file, (database) => {
    database.prepare('UPDATE campaign SET result = ?, remarks = ?').run(result, JSON.stringify(remarks))
  })
}

/**
 * The files of the campaigns that were set aside in a folder.
 * @throws InputError when the folder cannot be read.
 */
export const formerStores = (folder: string): string[] =>
  namesIn(folder)
    .filter((name) => setAside.test(name))
    .map((name) => join(folder, name))

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  try {
    return readdirSync(folder).toSorted()
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
}

export function withStore<T>(file: string, act: (database: DatabaseSync) => T): T {
  const database = openFile(file)
  try {
    return act(database)
  } catch (error) {
    throw storeError(error, database)
  } finally {
    database.close()
  }
}

/** The campaigns of a folder before one, and what could not be read of them. */
export interface FormerCampaigns {
  /** The oldest first. */
  readonly campaigns: readonly StoredCampaign[]
  /** A line for each file that could not be read: why, and what is not told therefore. */
  readonly unread: readonly string[]
}

/**
 * Campaigns that began before this one in its folder. A file of them that is locked, damaged or of a newer version is
 * left out and named: the campaign at hand is not lost for it.
 */
export function formerCampaigns(campaign: StoredCampaign): FormerCampaigns {
  const campaigns: StoredCampaign[] = []
  const unread: string[] = []
  const folder = dirname(campaign.file)
  let files: readonly string[] = []
  try {
    files = formerStores(folder)
  } catch (error) {
    unread.push(`campaigns before this one are not looked for: ${whyUnread(error, folder)}`)
  }
  for (const file of files) {
    if (basename(file) === basename(campaign.file)) continue
    try {
      campaigns.push(readStoredCampaign(file))
    } catch (error) {
      unread.push(`a campaign before this one is left out of the comparison: ${whyUnread(error, file)}`)
    }
  }
  return {
    campaigns: campaigns
      .filter(({ began }) => began < campaign.began)
      .sort((a, b) => (a.began < b.began ? -1 : 1)),
    unread,
  }
}

/** What the file holds may be anything: whatever reading it throws is its fault. */
function whyUnread(error: unknown, file: string): string {
  if (error instanceof InputError) return error.message
  const known = environmentError(error, file)
  return (
    known?.message ?? `${file}: it is damaged (${error instanceof Error ? error.message : String(error)})`
  )
}
