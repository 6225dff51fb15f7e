import type { DatabaseSync } from 'node:sqlite'
import { assert } from '../base/assert.ts'
import { InputError } from '../base/input-error.ts'
import type { RunRange } from './schedule.ts'
import { assertSameCampaign, type CampaignSettings } from './settings.ts'
import { inTransaction, storeError, type Row } from './sqlite.ts'
import { createFile, openFile } from './store-file.ts'
import { addTally, emptyTally, type RunFailure, type Tally } from '../testcase/tally.ts'

/** All failures with one signature: how many, and the first one. */
export interface StoredGroup {
  readonly signature: string
  readonly count: number
  readonly first: RunFailure
  /** Whether its report was made, and where it lies. */
  readonly reported: boolean
  readonly reportPath?: string
  readonly minimizedSteps?: number
}

/** How the hunt for one planted bug ended. */
export interface StoredSelfTest {
  readonly id: string
  readonly found: boolean
  readonly runs: number
  /** The run that found it. */
  readonly scenario?: string
  readonly seed?: string
  readonly digest?: string
}

/** What became of a failure that was looked into. */
export interface ReportPlace {
  readonly reportPath?: string
  readonly minimizedSteps?: number
}

/**
 * What a campaign has done, in a file that survives its process. A chunk is stored in one transaction with
 * all that came of it: it counts once and whole, or not at all.
 */
export class CampaignStore {
  readonly settings: CampaignSettings
  readonly #database: DatabaseSync
  readonly #session: number | bigint
  readonly #earlierMillis: number

  private constructor(database: DatabaseSync, settings: CampaignSettings, now: Date) {
    this.#database = database
    this.settings = settings
    this.#earlierMillis = Number(
      this.#row('SELECT coalesce(sum(millis), 0) AS millis FROM session')['millis'],
    )
    const insert = database.prepare('INSERT INTO session (began, millis) VALUES (?, 0)')
    this.#session = insert.run(now.toISOString()).lastInsertRowid
  }

  /**
   * Begins a campaign; `:memory:` leaves no file.
   * @throws InputError when there is an unfinished one already.
   */
  static create(file: string, settings: CampaignSettings, now = new Date()): CampaignStore {
    return new CampaignStore(createFile(file, settings, now), settings, now)
  }

  /**
   * Goes on with a campaign.
   * @throws InputError when there is none, or it is not the one that is asked for.
   */
  static resume(file: string, asked: Partial<CampaignSettings> = {}, now = new Date()): CampaignStore {
    const database = openFile(file)
    try {
      const settings = storedSettings(database, file)
      assertSameCampaign(settings, asked, file)
      return new CampaignStore(database, settings, now)
    } catch (error) {
      const told = storeError(error, database)
      database.close()
      throw told
    }
  }

  /** Wall milliseconds of the sessions before this one. */
  get earlierMillis(): number {
    return this.#earlierMillis
  }

  get finished(): boolean {
    return this.#row('SELECT finished FROM campaign')['finished'] !== null
  }

  /** Stores a chunk and what came of it. `elapsed`: wall milliseconds of this session. */
  record({ scenario, first, runs }: RunRange, tally: Tally, elapsed: number): void {
    assert(tally.runs === runs, `a chunk of ${runs} runs has a tally of ${tally.runs}`)
    inTransaction(this.#database, () => {
      this.#assertNew(scenario, first, runs)
      this.#run(
        'INSERT INTO chunk (scenario, first, runs, millis) VALUES (?, ?, ?, ?)',
        scenario,
        first,
        runs,
        tally.millis,
      )
      const sum = this.#tally(scenario)
      addTally(sum, tally)
      const { failures: _, ...counts } = sum
      const upsert =
        'INSERT INTO tally (scenario, counts) VALUES (?, ?) ON CONFLICT DO UPDATE SET counts = excluded.counts'
      this.#run(upsert, scenario, JSON.stringify(counts))
      for (const { seed, signature, digest, headline, step } of tally.failures) {
        const insert =
          'INSERT INTO failure (scenario, seed, signature, digest, headline, step) VALUES (?, ?, ?, ?, ?, ?)'
        this.#run(insert, scenario, seed, signature, digest, headline, step)
      }
      this.#run('UPDATE session SET millis = ? WHERE id = ?', elapsed, this.#session)
    })
  }

  recordReport(signature: string, { reportPath, minimizedSteps }: ReportPlace): void {
    const insert = 'INSERT OR REPLACE INTO report (signature, path, minimized_steps) VALUES (?, ?, ?)'
    this.#run(insert, signature, reportPath ?? null, minimizedSteps ?? null)
  }

  recordSelfTest({ id, found, runs, scenario, seed, digest }: StoredSelfTest): void {
    const insert =
      'INSERT OR REPLACE INTO self_test (id, found, runs, scenario, seed, digest) VALUES (?, ?, ?, ?, ?, ?)'
    this.#run(insert, id, found ? 1 : 0, runs, scenario ?? null, seed ?? null, digest ?? null)
  }

  /** Something is left for the next session. */
  pause(elapsed: number): void {
    this.#run('UPDATE session SET millis = ? WHERE id = ?', elapsed, this.#session)
  }

  /** Everything is done; the store is only read from now on. */
  finish(elapsed: number, now = new Date()): void {
    inTransaction(this.#database, () => {
      this.#run('UPDATE session SET millis = ? WHERE id = ?', elapsed, this.#session)
      this.#run('UPDATE campaign SET finished = ? WHERE finished IS NULL', now.toISOString())
    })
  }

  finishedRanges(): RunRange[] {
    return this.#rows('SELECT scenario, first, runs FROM chunk ORDER BY scenario, first').map((row) => ({
      scenario: String(row['scenario']),
      first: Number(row['first']),
      runs: Number(row['runs']),
    }))
  }

  /** Tallies by scenario; their failures are in {@link groups}. */
  tallies(): Map<string, Tally> {
    const names = this.#rows('SELECT scenario FROM tally').map((row) => String(row['scenario']))
    return new Map(names.map((name) => [name, this.#tally(name)]))
  }

  /** Failures by signature, in the order they were found. */
  groups(): StoredGroup[] {
    const rows = this.#rows(
      `SELECT failure.*, grouped.count, report.signature IS NOT NULL AS reported, report.path, report.minimized_steps
       FROM (SELECT min(id) AS id, count(*) AS count FROM failure GROUP BY signature) AS grouped
       JOIN failure USING (id) LEFT JOIN report ON report.signature = failure.signature ORDER BY failure.id`,
    )
    return rows.map((row) => ({
      signature: String(row['signature']),
      count: Number(row['count']),
      first: failureOf(row),
      reported: row['reported'] === 1,
      ...(row['path'] === null ? {} : { reportPath: String(row['path']) }),
      ...(row['minimized_steps'] === null ? {} : { minimizedSteps: Number(row['minimized_steps']) }),
    }))
  }

  selfTests(): StoredSelfTest[] {
    return this.#rows('SELECT * FROM self_test ORDER BY id').map((row) => ({
      id: String(row['id']),
      found: row['found'] === 1,
      runs: Number(row['runs']),
      ...(row['scenario'] === null ? {} : { scenario: String(row['scenario']) }),
      ...(row['seed'] === null ? {} : { seed: String(row['seed']) }),
      ...(row['digest'] === null ? {} : { digest: String(row['digest']) }),
    }))
  }

  close(): void {
    this.#database.close()
  }

  /** No run is counted twice, whoever asks for it. */
  #assertNew(scenario: string, first: number, runs: number): void {
    const before =
      'SELECT first, runs FROM chunk WHERE scenario = ? AND first < ? ORDER BY first DESC LIMIT 1'
    const last = this.#rows(before, scenario, first + runs)[0]
    const end = last === undefined ? 0 : Number(last['first']) + Number(last['runs'])
    assert(end <= first, `run ${first} of ${scenario} is stored already`)
  }

  #tally(scenario: string): Tally {
    const row = this.#rows('SELECT counts FROM tally WHERE scenario = ?', scenario)[0]
    if (row === undefined) return emptyTally()
    return { ...emptyTally(), ...(JSON.parse(String(row['counts'])) as Omit<Tally, 'failures'>) }
  }

  #run(sql: string, ...values: (null | number | bigint | string)[]): void {
    try {
      this.#database.prepare(sql).run(...values)
    } catch (error) {
      throw storeError(error, this.#database)
    }
  }

  #rows(sql: string, ...values: (number | string)[]): Row[] {
    try {
      return this.#database.prepare(sql).all(...values) as Row[]
    } catch (error) {
      throw storeError(error, this.#database)
    }
  }

  #row(sql: string): Row {
    return this.#rows(sql)[0] ?? {}
  }
}

function storedSettings(database: DatabaseSync, file: string): CampaignSettings {
  const text = database.prepare('SELECT settings FROM campaign').get()?.['settings']
  try {
    return JSON.parse(String(text)) as CampaignSettings
  } catch {
    throw new InputError(
      'it is damaged: it holds no settings; move it away, or choose another output folder',
      {
        file,
      },
    )
  }
}

function failureOf(row: Row): RunFailure {
  return {
    scenario: String(row['scenario']),
    seed: String(row['seed']),
    signature: String(row['signature']),
    digest: String(row['digest']),
    headline: String(row['headline']),
    step: Number(row['step']),
  }
}
