import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '../base/assert.ts'
import { InputError } from '../base/input-error.ts'
import type { Plan } from '../run/plan.ts'
import type { RunRange } from './schedule.ts'
import { assertSameCampaign, type CampaignSettings } from './settings.ts'
import { inTransaction, storeError, type Row } from './sqlite.ts'
import { createFile, openFile } from './store-file.ts'
import type { StoredGroup, StoredSelfTest } from './stored-rows.ts'
import { groupsIn, rangesIn, selfTestsIn, settingsIn, talliesIn } from './stored-tables.ts'
import { addTally, emptyTally, type Tally } from '../testcase/tally.ts'

const FIRST_SHOWN = `INSERT INTO first_shown (scenario, behaviour, run) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET run = min(run, excluded.run)`

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
      const settings = settingsIn(database)
      assertSameCampaign(settings, asked, file)
      // how an earlier session ended is not how this one does, should it be killed
      database.exec('UPDATE campaign SET result = NULL, remarks = NULL')
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
      const sum = talliesIn(this.#database).get(scenario) ?? emptyTally()
      addTally(sum, tally)
      const { failures: _, ...counts } = sum
      const upsert =
        'INSERT INTO tally (scenario, counts) VALUES (?, ?) ON CONFLICT DO UPDATE SET counts = excluded.counts'
      this.#run(upsert, scenario, JSON.stringify(counts))
      for (const { seed, signature, digest, headline, step, plan } of tally.failures) {
        const insert =
          'INSERT INTO failure (scenario, seed, signature, digest, headline, step, plan) VALUES (?, ?, ?, ?, ?, ?, ?)'
        this.#run(insert, scenario, seed, signature, digest, headline, step, storedPlan(plan))
      }
      for (const { seed, because, plan } of tally.undecided ?? [])
        this.#run(
          'INSERT OR IGNORE INTO undecided (scenario, seed, because, plan) VALUES (?, ?, ?, ?)',
          scenario,
          seed,
          because,
          storedPlan(plan),
        )
      for (const [behaviour, position] of Object.entries(tally.firstShown ?? {}))
        this.#run(FIRST_SHOWN, scenario, behaviour, first + position)
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
    return rangesIn(this.#database)
  }

  /** Tallies by scenario; what they say of single runs is stored apart. */
  tallies(): Map<string, Tally> {
    return talliesIn(this.#database)
  }

  /** Failures by signature, in the order they were found. */
  groups(): StoredGroup[] {
    return groupsIn(this.#database)
  }

  selfTests(): StoredSelfTest[] {
    return selfTestsIn(this.#database)
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

const storedPlan = (plan: Plan | undefined): string | null =>
  plan === undefined ? null : JSON.stringify(plan)

/** Keeps how a session ended, in its own words, for whoever reads the campaign later. */
export function storeOutcome(file: string, result: string, remarks: readonly string[]): void {
  if (!existsSync(file))
    throw new InputError('it is gone; its folder must stay until the campaign has ended', { file })
  const database = openFile(file)
  try {
    database.prepare('UPDATE campaign SET result = ?, remarks = ?').run(result, JSON.stringify(remarks))
  } catch (error) {
    throw storeError(error, database)
  } finally {
    database.close()
  }
}
