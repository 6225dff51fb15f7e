import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// Code asks a target what it offers, never what it is called: a user's target may be called as it likes.

const root = join(import.meta.dirname, '../../..')

/** Where a name has a meaning: the one place that takes names apart, and the format that leaves one out. */
const allowed = ['src/subject/shipped-targets.ts', 'src/run/replay-token.ts']

const targetName = String.raw`(?:'own-raft\b[^']*'|"own-raft\b[^"]*"|\`own-raft\b[^\`]*\`|DEFAULT_TARGET\b)`
/** Fields that hold the name of a target. */
const field = String.raw`\btarget\??\.name\b`
const comparisons = [
  // a need is no target
  String.raw`[!=]==?\s*(?!'own-raft-settings')${targetName}`,
  String.raw`(?<!'own-raft-settings')${targetName}\s*[!=]==?`,
  String.raw`${field}\s*[!=]==?`,
  String.raw`[!=]==?\s*[\w.]*${field}`,
  String.raw`\b(?:startsWith|endsWith|includes|indexOf|match|test)\([^)]*${targetName}`,
  String.raw`${field}\.(?:startsWith|endsWith|includes|indexOf|match|split)\(`,
  String.raw`\bcase\s+${targetName}\s*:`,
  String.raw`\bswitch\s*\(\s*[\w.]*${field}`,
  String.raw`/[^/\n]*\bown-raft\b[^/\n]*/[a-z]*\.(?:test|exec)\(`,
].map((source) => new RegExp(source))

const compares = (line: string): boolean => comparisons.some((comparison) => comparison.test(line))

test.each([
  "if (target.name === 'own-raft') return 1",
  'selfTests: target === DEFAULT_TARGET ? 1 : 0',
  'if (DEFAULT_TARGET !== spec) return',
  'if (spec.startsWith(`own-raft+`)) return',
  'if (spec.startsWith(`${DEFAULT_TARGET}+`)) return',
  "case 'own-raft':",
  'if (/^own-raft(\\+|$)/.test(target)) return',
  'switch (this.target.name) {',
  'if (name === cluster.target.name) return',
  "if (cluster.target?.name.startsWith('mine')) return",
])('is caught: %s', (line) => expect(compares(line)).toBe(true))

test.each([
  'const { target = DEFAULT_TARGET } = options',
  'target: String(target ?? DEFAULT_TARGET),',
  "needs: ['own-raft-settings'],",
  "need === 'expiring-sessions' || need === 'own-raft-settings'",
  '`a cluster of ${target.name} needs at least one server`',
])('is none: %s', (line) => expect(compares(line)).toBe(false))

test('no code compares the name of a target', () => {
  const files = execFileSync('git', ['ls-files', 'src', 'reports', 'checkers', 'nemesis', 'scenarios'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file) && !allowed.includes(file))
  expect(files.length).toBeGreaterThan(300)
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (compares(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  )
  expect(found).toEqual([])
})
