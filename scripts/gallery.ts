/**
 * Writes docs/gallery: for each of some well-known bugs, planted in the built-in Raft, the page of a failure as a user gets
 * it, a picture of its top, and the list of them. The pictures need Chromium; without it those that lie there stay.
 *
 * @example node scripts/gallery.ts
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { diagnosisOf } from '../reports/diagnosis.ts'
import type { FailureReport } from '../reports/index.ts'
import { present } from '../src/base/assert.ts'
import { CHROMIUM_REMEDY, chromiumProgram } from '../src/doctor/chromium-program.ts'
import { DEFAULT_TARGET } from '../src/subject/shipped-targets.ts'
import { InProcessHost, loadSubject } from '../src/testcase/in-process-host.ts'
import { writeRunFolder } from '../src/testcase/run-folder.ts'

const bugs = [
  ['figure-8', 'commit-old-term', 'An entry of an old term, committed by counting its copies (Figure 8)'],
  ['joint-consensus', 'joint-left-before-commit', 'The new members decide before both majorities agreed'],
  ['stale-read', 'local-leader-reads', 'A leader that was deposed answers a read from its own state'],
  ['lost-vote', 'vote-not-persisted', 'A vote that a restart forgets'],
  ['double-payment', 'no-session-deduplication', 'A payment that is sent again and executed twice'],
  ['snapshot', 'sessions-not-in-snapshot', 'A snapshot that forgets which requests were executed'],
] as const

/** Hunts for each bug, by the name of their runs: the first whose failure is told with its cause is shown. */
const hunts = ['notes.3', 'notes.0', 'notes.1', 'notes.2']
/** What is to be seen of a page without scrolling. */
const screen = { width: 1280, height: 860 }

const gallery = join(import.meta.dirname, '../docs/gallery')
mkdirSync(gallery, { recursive: true })
const host = new InProcessHost(() => loadSubject({ target: DEFAULT_TARGET, scenarios: [] }), DEFAULT_TARGET)

const rows: string[] = []
for (const [name, bug, about] of bugs) {
  const failure = await found(bug)
  const output = mkdtempSync(join(tmpdir(), 'whitewater-gallery-'))
  const { reportPath } = await writeRunFolder(output, failure, new Date())
  copyFileSync(reportPath, join(gallery, `${name}.html`))
  rmSync(output, { recursive: true, force: true })
  const { violation, counts } = present(failure.minimized, 'a minimized failure').record
  rows.push(
    `## ${about}`,
    `[![${violation?.headline ?? ''}](${name}.png)](${name}.html)`,
    `\`own-raft+${bug}\`: ${violation?.headline ?? ''}. ${counts.steps} steps, of ${failure.record.counts.steps}. Broken rule: ${diagnosisOf(failure)?.rule ?? ''}.`,
  )
  process.stderr.write(`${name}: ${counts.steps} steps\n`)
}
await host.close()
writeFileSync(
  join(gallery, 'README.md'),
  [
    '# Gallery',
    'Failures of the built-in Raft with one bug each, as `whitewater run` reports them: open the pages in a browser. Each is one file, and holds',
    'the run that it shows: `npx whitewater replay docs/gallery/figure-8.html` makes it again. `node scripts/gallery.ts` makes the pages anew.',
    '',
    rows.join('\n\n'),
    '',
  ]
    .join('\n')
    .replace('# Gallery\n', '# Gallery\n\n'),
)
await pictures()

async function found(bug: string): Promise<FailureReport> {
  for (const seed of hunts) {
    const { failure } = await host.hunt({ bug, limits: { seed } })
    if (failure === undefined) continue
    // its replays end the search, and no clock: the same pages on any machine
    const report = await host.minimize({ failure, limits: { millis: 3_600_000 } })
    if (diagnosisOf(report) !== undefined) return report
  }
  throw new Error(`no hunt gave a failure of ${bug} that is told with its cause`)
}

async function pictures(): Promise<void> {
  const program = chromiumProgram(process.env)
  if (program === undefined) {
    process.stderr.write(`no pictures: ${CHROMIUM_REMEDY}\n`)
    return
  }
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: screen, colorScheme: 'light' })
    for (const [name] of bugs) {
      await page.goto(pathToFileURL(join(gallery, `${name}.html`)).href)
      await page.waitForSelector('html.scripted')
      await page.screenshot({ path: join(gallery, `${name}.png`) })
    }
  } finally {
    await browser.close()
  }
}
