import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import type { RunFailure, Tally, UndecidedRun } from '../testcase/tally.ts'
import { readStore } from './read-store.ts'
import type { RunRange } from './schedule.ts'
import type { FirstShown, StoredGroup, StoredHead, StoredSelfTest } from './stored-rows.ts'
import {
  failuresIn,
  findsIn,
  firstShownIn,
  groupsIn,
  headIn,
  millisIn,
  rangesIn,
  selfTestsIn,
  talliesIn,
  undecidedIn,
} from './stored-tables.ts'

/** A campaign in few numbers, as the campaigns after it in its folder are compared with it. */
export interface FormerCampaign extends StoredHead {
  readonly file: string
  readonly tallies: ReadonlyMap<string, Tally>
  /** Runs of each scenario that found each signature. */
  readonly finds: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** A campaign as it lies in its file, read whole. */
export interface StoredCampaign extends FormerCampaign {
  /** Wall milliseconds of all sessions. */
  readonly millis: number
  /** The runs that are done. */
  readonly ranges: readonly RunRange[]
  readonly groups: readonly StoredGroup[]
  readonly failures: readonly RunFailure[]
  readonly undecided: readonly UndecidedRun[]
  readonly selfTests: readonly StoredSelfTest[]
  readonly firstShown: readonly FirstShown[]
}

/** The name of the store in the folder of a campaign. */
export const STORE_NAME = 'campaign.sqlite'

/** The name of a finished campaign that is kept when another one begins in its folder. */
export const isFormerStore = (name: string): boolean => /^campaign-.+\.sqlite$/.test(name)

/**
 * Reads a campaign whole; its file stays as it is.
 * @throws InputError when there is none, or it is damaged.
 */
export const readStoredCampaign = (file: string): StoredCampaign =>
  readStore(file, (database) => ({
    file,
    ...headIn(database),
    tallies: talliesIn(database),
    finds: findsIn(database),
    millis: millisIn(database),
    ranges: rangesIn(database),
    groups: groupsIn(database),
    failures: failuresIn(database),
    undecided: undecidedIn(database),
    selfTests: selfTestsIn(database),
    firstShown: firstShownIn(database),
  }))

/**
 * Reads of a campaign what those after it are compared with.
 * @throws InputError when there is none, or it is damaged.
 */
const readFormerCampaign = (file: string): FormerCampaign =>
  readStore(file, (database) => ({
    file,
    ...headIn(database),
    tallies: talliesIn(database),
    finds: findsIn(database),
  }))

/** Reads each former campaign once, however many campaigns are compared with it. */
export function readingOnce(
  read: (file: string) => FormerCampaign = readFormerCampaign,
): (file: string) => FormerCampaign {
  const known = new Map<string, FormerCampaign>()
  return (file) => {
    const campaign = known.get(file) ?? read(file)
    known.set(file, campaign)
    return campaign
  }
}

/**
 * The files of the campaigns that were set aside in a folder.
 * @throws InputError when the folder cannot be read.
 */
export const formerStores = (folder: string): string[] =>
  namesIn(folder)
    .filter(isFormerStore)
    .map((name) => join(folder, name))

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  try {
    return readdirSync(folder).toSorted()
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
}

/** The campaigns of a folder before one, and what could not be read of them. */
export interface FormerCampaigns {
  /** The oldest first. */
  readonly campaigns: readonly FormerCampaign[]
  /** A line for each file that could not be read: why, and what is not told therefore. */
  readonly unread: readonly string[]
}

/**
 * Campaigns that began before this one in its folder. A file of them that is locked, damaged or of a newer version is
 * left out and named: the campaign at hand is not lost for it.
 */
export function formerCampaigns(
  campaign: StoredCampaign,
  read: (file: string) => FormerCampaign = readFormerCampaign,
): FormerCampaigns {
  const campaigns: FormerCampaign[] = []
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
      campaigns.push(read(file))
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
