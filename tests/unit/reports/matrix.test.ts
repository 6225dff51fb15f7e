import { expect, test } from 'vitest'
import {
  matrixMarkdown,
  matrixPage,
  matrixText,
  type Matrix,
  type MatrixSchedule,
} from '../../../reports/index.ts'

const schedule = (name: string, result: MatrixSchedule['result'], because?: string): MatrixSchedule => ({
  ...{ name, result, runs: 10, trapped: result === 'passed' ? 9 : 0, failed: result === 'failed' ? 3 : 0 },
  ...(because !== undefined && { because }),
})

const HOSTILE = '<script>alert(1)</script>\u001b[31m|`x`'

const matrix: Matrix = {
  ...{ version: 1, result: 'violation', seed: '1', runs: 10 },
  schedules: [
    { name: 'figure-8', about: 'An entry of an old term.' },
    { name: 'figure-7', about: 'Logs differ.' },
  ],
  implementations: [
    {
      ...{ name: 'broken', version: 'v3.6.0', about: HOSTILE, target: 'lockstep:./a' },
      ran: {
        offers: 'read, write',
        schedules: [schedule('figure-8', 'failed'), schedule('figure-7', 'not-offered', 'needs a view')],
        campaign: { scenarios: ['steady-cluster'], runs: 1000, failed: 2, undecided: 0 },
        signatures: [
          {
            ...{ signature: `linearizability/${HOSTILE}`, runs: 3, scenario: 'figure-8', seed: '1.2' },
            ...{ token: 'w1:figure-8:1.2:x', reportPath: 'runs/report.html' },
          },
        ],
        ...{ diverged: [], notMade: [], runs: 1010, seconds: 12.34 },
      },
    },
    {
      ...{ name: HOSTILE, target: 'lockstep:./b' },
      notRun: { because: 'there is no program ./b', build: 'make b' },
    },
  ],
}

test('the text says what passed, what failed, and who was not run and how to have it', () => {
  const text = matrixText(matrix)
  expect(text).toMatch(/^broken v3\.6\.0 +0 +1 +0 +1 +1 +1,010 +12\.3$/m)
  expect(text.replace(/\s+/g, ' ')).toMatch(/NOT RUN .*: there is no program \.\/b; to have it: make b/)
  expect(text).toContain('  failed: figure-8\n')
  expect(text).toContain('not offered: figure-7 (needs a view)')
  expect(text).toContain("npx whitewater replay 'w1:figure-8:1.2:x'")
  expect(text).toMatch(/\nviolation: 1 of 2 implementations broke a property, 1 not run\n$/)
  expect(text).not.toContain('\u001b')
  expect(text.split('\n').filter((line) => line.length > 100)).toEqual([])
})

test('the page of Markdown has a table of schedules, and nothing of a subject is markup in it', () => {
  const page = matrixMarkdown(matrix)
  expect(page).toContain('| broken v3.6.0 | read, write | 0 | 1 | 0 | 1 |')
  expect(page).toMatch(/\| `figure-8` \| \*\*NO\*\* \|/)
  expect(page).toContain('To have it: <code>make b</code>')
  expect(page).not.toContain('<script>')
  // a row has as many cells as its head, whatever a signature is made of
  const rows = page.split('\n').filter((line) => line.startsWith('| broken'))
  for (const row of rows) expect(row.replaceAll('\\|', '').split('|').length - 2).toBe(9)
})

test('the page of HTML escapes what a subject says, and is one file', () => {
  const page = matrixPage(matrix)
  expect(page).not.toMatch(/<script|alert\(1\)<\//)
  expect(page).toContain('Content-Security-Policy')
  expect(page).toContain('3 of 10 runs')
  expect(page).toContain('NOT RUN')
  expect(page).not.toMatch(/(src|href)="http/)
})
