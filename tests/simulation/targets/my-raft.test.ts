import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inProcess } from '../../../src/subject/in-process.ts'
import type { Environment, RaftNode } from '../../../src/subject/contract.ts'
import type { Target } from '../../../src/subject/target.ts'
import { huntFor, runAll, seeds, violationsOf } from './runs.ts'

// The stranger's Raft of tests/package, which imports the installed package: here it runs on the sources.

const source = readFileSync(join(import.meta.dirname, '../../package/fixtures/my-raft.ts'), 'utf8')

/** The fixture, with `from` replaced by `to` to plant a bug. */
async function myRaft(from = '', to = ''): Promise<Target> {
  expect(source).toContain(from)
  const alone = source
    .replace(from, to)
    .replace(/^import .*$/gm, '')
    .replace(/^export default .*$/m, '')
  const module = (await import(
    `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(alone))}`
  )) as {
    MyRaft: new (environment: Environment) => RaftNode<unknown, unknown>
  }
  return inProcess({
    name: 'my-raft',
    electionTimeout: 300,
    create: (environment) => new module.MyRaft(environment),
  })
}

describe("a stranger's Raft", () => {
  test('runs through every scenario without a violation', async () => {
    const ran = await runAll(await myRaft(), seeds(28))
    expect(violationsOf(ran)).toEqual([])
    expect(ran).toHaveLength(28 * 17)
  })

  test.each([
    [
      'an acknowledgement before the disk has the entries',
      'leader-completeness',
      "this.promise(from, { type: 'append!', term, ok: true, index })",
      "this.send(from, { type: 'append!', term, ok: true, index })",
    ],
    [
      'a vote without a look at the log',
      'election-restriction',
      'const granted = free && (newer || asLong)',
      'const granted = free',
    ],
  ])('%s is found', async (_bug, property, from, to) => {
    const target = await myRaft(from, to)
    expect(await huntFor(property, target, ['majority-down', 'everything-at-once'])).toBeDefined()
  })
})
