import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../base/input-error.ts'
import { minimalCorpus } from '../guidance/minimal-corpus.ts'
import { assertSame } from './campaign-corpus.ts'
import { corpusFiles, readCorpus, writeCorpus, type StoredCorpus } from './corpus-file.ts'
import { copyReports, joinShards } from './join-shards.ts'
import { readStoredCampaign, STORE_NAME } from './stored-campaign.ts'
import { writeCampaign } from './write-campaign.ts'
import { writeJoined } from './write-joined.ts'

/** A corpus that was joined. */
export interface MergedCorpus {
  readonly scenario: string
  /** Entries in all folders, and those that are left: which reach what cheaper ones do not. */
  readonly before: number
  readonly entries: number
}

/** The campaign whose shards were joined. */
export interface MergedCampaign {
  readonly shards: number
  /** Shards that no folder holds, by index. */
  readonly missing: readonly number[]
  readonly isFinished: boolean
  readonly runs: number
  readonly failed: number
  readonly undecided: number
  readonly failures: readonly { readonly signature: string; readonly count: number }[]
  readonly store: string
  readonly page: string
}

/** What `merge --json` prints. */
export interface MergeVerdict {
  readonly version: 1
  readonly result: 'held' | 'violation' | 'undecided'
  readonly output: string
  readonly corpora: readonly MergedCorpus[]
  /** Absent: no folder holds a campaign. */
  readonly campaign?: MergedCampaign
}

/**
 * Joins the corpora in folders, and the campaigns of shards in them, into another folder.
 * @throws InputError for a folder that holds neither, a file that is damaged, or what does not belong together.
 */
export async function mergeFolders(folders: readonly string[], output: string): Promise<MergeVerdict> {
  for (const folder of folders) {
    if (corpusFiles(folder).length > 0 || existsSync(join(folder, STORE_NAME))) continue
    throw new InputError(
      `holds no corpus and no campaign (no *.corpus.json, no ${STORE_NAME}); give folders that campaign --corpus or --output named`,
      { file: folder },
    )
  }
  const stores = folders.map((folder) => join(folder, STORE_NAME)).filter((file) => existsSync(file))
  const shards = stores.map(readStoredCampaign)
  const joined = shards.length === 0 ? undefined : joinShards(shards)
  const corpora = joinedCorpora(folders.flatMap(corpusFiles))
  const merged = corpora.map(({ before, ...corpus }) => {
    writeCorpus(output, corpus, corpus.entries)
    return { scenario: corpus.scenario, before, entries: corpus.entries.length }
  })
  if (joined === undefined) return { version: 1, result: 'held', output, corpora: merged }
  const store = join(output, STORE_NAME)
  writeJoined(store, joined)
  copyReports(shards, output)
  const { record, html } = await writeCampaign(store)
  const failures = record.groups.map(({ signature, count }) => ({ signature, count }))
  const isFinished = joined.finished !== undefined
  const result =
    failures.length > 0 ? 'violation' : record.undecided > 0 || !isFinished ? 'undecided' : 'held'
  return {
    ...{ version: 1, result, output, corpora: merged },
    campaign: {
      ...{ shards: shards.length, missing: joined.missing, isFinished },
      ...{ runs: record.runs, failed: record.failed, undecided: record.undecided, failures },
      ...{ store, page: html },
    },
  }
}

/** By scenario, in the order in which they were first found. */
function joinedCorpora(files: readonly string[]): (StoredCorpus & { readonly before: number })[] {
  const joined = new Map<string, StoredCorpus>()
  for (const file of files) {
    const corpus = readCorpus(file)
    const known = joined.get(corpus.scenario)
    if (known !== undefined) assertSame(known, corpus, file)
    joined.set(corpus.scenario, { ...corpus, entries: [...(known?.entries ?? []), ...corpus.entries] })
  }
  return [...joined.values()].map((corpus) => ({
    ...corpus,
    entries: minimalCorpus(corpus.entries),
    before: corpus.entries.length,
  }))
}
