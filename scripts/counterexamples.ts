/**
 * Writes docs/counterexamples.md: for each wrong claim of the notes, the shortest counterexample the tool
 * finds. It hunts the planted bug that does as the notes say, makes what it finds small, and keeps the
 * shortest of a few.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failureBlock, type FailureReport } from '../reports/index.ts'
import { present } from '../src/base/assert.ts'
import { InProcessHost, loadSubject } from '../src/testcase/in-process-host.ts'
import { DEFAULT_TARGET } from '../src/subject/shipped-targets.ts'

const HUNTS = 4

/** The claim as the notes make it, what is wrong with it, and the bug that takes it at its word. */
const claims = [
  {
    row: 'N3',
    bug: 'acknowledge-before-fsync',
    claim: 'With more than half of the servers down, the log may be lost.',
    truth:
      'With more than half down nothing is committed, and nothing that was acknowledged is lost: `majority-down` plays it. What does lose it is a server that says "I have it" before its disk does.',
  },
  {
    row: 'N4',
    bug: 'vote-index-before-term',
    claim: 'Vote if the other’s last index is higher, or the indexes are equal and the last terms are, too.',
    truth:
      'Terms come first (§5.4.1): a long log of an old term must not win against a short one of a newer term.',
  },
  {
    row: 'N8',
    bug: 'commit-old-term',
    claim: 'Once a majority has persisted an entry it can never be lost.',
    truth:
      'Only if the entry is of the term of the leader that counts the copies (§5.4.2, Figure 8): a later leader can still overwrite an older one that a majority holds.',
  },
  {
    row: 'N12',
    bug: 'status-without-fence',
    claim: 'Ask whether the request was executed; if not, send it again.',
    truth:
      'The old request may still be on its way, and execute after the answer "no". The query must fence it: go through the log, and bar what comes after it.',
  },
] as const

const host = new InProcessHost(() => loadSubject({ target: DEFAULT_TARGET, scenarios: [] }), DEFAULT_TARGET)

async function shortest(id: string): Promise<FailureReport> {
  let best: FailureReport | undefined
  for (let hunt = 0; hunt < HUNTS; hunt++) {
    const { failure } = await host.hunt({ bug: id, limits: { seed: `notes.${hunt}` } })
    if (failure === undefined) continue
    // its replays end the search, and no clock: the same page on any machine
    const report = await host.minimize({ failure, limits: { millis: 3_600_000 } })
    if (lengthOf(report) < lengthOf(best)) best = report
  }
  return present(best, `a run that shows ${id}`)
}

const lengthOf = (report: FailureReport | undefined): number => report?.minimized?.script?.length ?? Infinity

const sections: string[] = []
for (const { row, bug, claim, truth } of claims) {
  const report = await shortest(bug)
  const text = failureBlock(report, { rows: Infinity })
  // what follows tells of the machine that made it
  const trace = text.slice(0, text.indexOf('\n  minimized  ')).trimEnd()
  const length = lengthOf(report)
  console.log(`${row} ${bug}: ${length} decisions`)
  sections.push(`## ${row}: ${claim}

${truth}

\`whitewater planted ${bug}\` finds it again. ${length} decisions:

\`\`\`
${trace}
\`\`\`
`)
}
writeFileSync(
  join(import.meta.dirname, '../docs/counterexamples.md'),
  `# Where the notes are wrong: the shortest counterexamples

Written by \`node scripts/counterexamples.ts\`: each is a run that the tool found and made as small as it could. Rows and
verdicts of all claims are in [the notes, row by row](notes.md).

${sections.join('\n')}`,
)
