import type { Plan } from '../run/plan.ts'
import type { JoinedShards } from './join-shards.ts'
import { inTransaction, useAndClose } from './sqlite.ts'
import { createFile } from './store-file.ts'

/**
 * Writes the store of joined shards.
 * @throws InputError when the file cannot be written, or holds a campaign that is not finished.
 */
export function writeJoined(file: string, joined: JoinedShards): void {
  useAndClose(createFile(file, joined.settings, new Date(joined.began)), (database) =>
    inTransaction(database, () => {
      const insert = (table: string, values: Readonly<Record<string, null | number | string>>): void => {
        const columns = Object.keys(values)
        const marks = columns.map(() => '?').join(', ')
        // a report of the same signature is as good
        const sql = `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${marks})`
        database.prepare(sql).run(...Object.values(values))
      }
      insert('session', { began: joined.began, millis: joined.millis })
      for (const range of joined.ranges) insert('chunk', { ...range, millis: 0 })
      for (const [scenario, { failures: _, ...counts }] of joined.tallies)
        insert('tally', { scenario, counts: JSON.stringify(counts) })
      for (const { scenario, seed, signature, digest, headline, step, plan } of joined.failures)
        insert('failure', { scenario, seed, signature, digest, headline, step, plan: textOf(plan) })
      for (const { scenario, seed, because, plan } of joined.undecided)
        insert('undecided', { scenario, seed, because, plan: textOf(plan) })
      for (const { signature, reportPath = null, minimizedSteps = null } of joined.reports)
        insert('report', { signature, path: reportPath, minimized_steps: minimizedSteps })
      for (const { id, found, runs, scenario = null, seed = null, digest = null } of joined.selfTests)
        insert('self_test', { id, found: found ? 1 : 0, runs, scenario, seed, digest })
      for (const { scenario, behaviour, run } of joined.firstShown)
        insert('first_shown', { scenario, behaviour, run })
      if (joined.finished !== undefined)
        database.prepare('UPDATE campaign SET finished = ?').run(joined.finished)
    }),
  )
}

const textOf = (plan: Plan | undefined): string | null => (plan === undefined ? null : JSON.stringify(plan))
