/**
 * `node scripts/add-counts.ts FOLDER`: adds up the `<suite>.json` files that the suites left there and prints
 * one line a suite and the sum as the last line. A suite that left nothing counts as one failure: it broke
 * before it could count.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { countLine, type Counts } from './counts.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: node scripts/add-counts.ts FOLDER')

const sum: Counts = { passed: 0, failed: 0, skipped: 0 }
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith('.json')) continue
  const text = readFileSync(join(folder, file), 'utf8')
  const counts: Counts =
    text.trim() === '' ? { passed: 0, failed: 1, skipped: 0 } : (JSON.parse(text) as Counts)
  console.log(
    `${file.replace('.json', '')}: ${text.trim() === '' ? 'ended without a count' : countLine(counts)}`,
  )
  sum.passed += counts.passed
  sum.failed += counts.failed
  sum.skipped += counts.skipped
}
console.log(countLine(sum))
process.exitCode = sum.failed === 0 ? 0 : 1
