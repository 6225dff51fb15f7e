import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandHere } from './fixtures/command-here.ts'

// What a target offers, as its user meets it: a default campaign ends with 0, and what cannot be is refused with 254.

const strangers = join(import.meta.dirname, '../simulation/targets/strangers.ts')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-offers-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const whitewater = (...parameters: string[]) => commandHere(folder, ...parameters)

interface CampaignJson {
  readonly result: string
  readonly leftOut: readonly { readonly scenario: string; readonly needs: readonly string[] }[]
  readonly scenarios: readonly {
    readonly name: string
    readonly coverageMarks: { readonly [name: string]: number }
    readonly unseen?: readonly string[]
  }[]
}

/** A default campaign, but for the number of runs. */
async function campaign(name: string, ...more: string[]) {
  const output = join(folder, `${name}-${more.join('')}`)
  const target = `${strangers}#${name}`
  const { exitCode, stdout, stderr } = await whitewater(
    ...[
      'campaign',
      '--target',
      target,
      '--runs',
      '10',
      '--seed',
      '0xc6',
      '--output',
      output,
      '--json',
      ...more,
    ],
  )
  return { exitCode, stderr, json: JSON.parse(stdout) as CampaignJson }
}

describe('a default campaign on a correct Raft ends with 0 and says once what is left out', () => {
  test.each([
    ['electors', 12, 'elections only'],
    ['forgetful', 13, 'read, write, cas; no persistence'],
    ['hidden', 17, 'read, write, cas'],
    ['whole', 21, 'read, write, cas; sessions; snapshots; membership; transfer'],
  ])('%s', async (name, served, offers) => {
    const { exitCode, stderr, json } = await campaign(name)
    expect(stderr).not.toContain('UNDECIDED')
    expect(exitCode).toBe(0)
    expect(json.result).toBe('held')
    expect(json.scenarios).toHaveLength(served)
    expect(json.leftOut).toHaveLength(26 - served)
    expect(json.leftOut).toContainEqual({ scenario: 'stepwise', needs: ['own-raft-settings'] })
    const said = stderr.split('\n').filter((line) => line.startsWith('left out: '))
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/stepwise \(needs settings of own-raft\)/)
    expect(said[0]).toContain(`the target offers ${offers}`)
    for (const { coverageMarks } of json.scenarios)
      for (const count of Object.values(coverageMarks)) expect(count).toBeGreaterThan(0)
  })

  test('what is up to the target is said, and not held against it', async () => {
    const { exitCode, stderr, json } = await campaign('rareSnapshots')
    expect(exitCode).toBe(0)
    expect(json.scenarios.find(({ name }) => name === 'log-compaction')?.unseen).toEqual([
      'logCompacted',
      'snapshotInstalled',
    ])
    expect(stderr).toMatch(/not seen, and up to the target: .*log-compaction: a log was compacted/)
  })

  test.each(['1', '2'])('with %s servers', async (nodes) => {
    const { exitCode, stderr } = await campaign('plain', '--nodes', nodes)
    expect(stderr).not.toContain('UNDECIDED')
    expect(exitCode).toBe(0)
  })
})

describe('254 for', () => {
  const refused: [string, string[], RegExp][] = [
    [
      'scenarios that the target cannot serve',
      ['run', 'payments', 'steady-cluster', '--target', `${strangers}#plain`],
      /payments needs a ledger and client sessions, and .*#plain offers read, write, cas; .* sessions: true/,
    ],
    [
      'one of a campaign',
      ['campaign', 'changing-members', '--target', `${strangers}#plain`],
      /changing-members needs membership changes, .*membership: true/,
    ],
    [
      'a scenario with too few servers',
      ['run', 'changing-members', '--nodes', '1'],
      /needs 3 servers, and there is 1 server/,
    ],
    [
      'a fault the target does not survive',
      ['run', 'steady-cluster', '--target', `${strangers}#forgetful`, '--nemesis', 'pause,kill'],
      /--nemesis has kill, which .* persistence: false; leave that out/,
    ],
  ]
  test.each(refused)('%s', async (_what, parameters, message) => {
    const { exitCode, stdout, stderr } = await commandHere(folder, ...parameters, '--output', 'refused')
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(exitCode).toBe(254)
  })

  test.each(['run', 'campaign'])('elections only without a view, in %s', async (verb) => {
    const target = join(folder, 'blind.ts')
    await writeFile(
      target,
      `import { inProcess } from 'whitewater'
export default inProcess({ name: 'blind', create: () => ({ receive() {} }) as never, offers: { electionsOnly: true } })
`,
    )
    const parameters = [verb, 'steady-cluster', '--target', target, '--output', join(folder, `blind-${verb}`)]
    const { exitCode, stderr } = await commandHere(folder, ...parameters, '--runs', '2')
    expect(stderr).toMatch(/blind declares electionsOnly: true, and its nodes have no view\(\)/)
    expect(exitCode).toBe(254)
  })
})

describe('run', () => {
  test('leaves out what cannot be served, says it once, and has it in its JSON', async () => {
    const parameters = [
      'run',
      '--target',
      `${strangers}#tuned`,
      '--runs',
      '1',
      '--output',
      join(folder, 'all'),
    ]
    const plain = await whitewater(...parameters)
    expect(plain.exitCode).toBe(0)
    expect(plain.stdout.match(/^left out: payments/gm)).toHaveLength(1)
    expect(plain.stdout).not.toMatch(/^payments/m)
    // the options of the run are on its line
    expect(plain.stdout).toMatch(/steady-cluster {2}seed 1 {2}batch (1|8|64), noop (true|false), pipeline/)
    const json = await whitewater(...parameters, '--json')
    const { leftOut } = JSON.parse(json.stdout) as CampaignJson
    expect(leftOut.map(({ scenario }) => scenario)).toContain('payments')
  })

  test('options come back with the token, by seed and by plan', async () => {
    const output = join(folder, 'bug')
    const parameters = [
      '--target',
      `${strangers}#tunedToFail`,
      '--runs',
      '40',
      '--bail',
      '1',
      '--output',
      output,
    ]
    const { exitCode, stdout } = await whitewater('run', 'leader-crash-before-reply', ...parameters, '--json')
    expect(exitCode).toBe(1)
    const { scenarios } = JSON.parse(stdout) as {
      scenarios: { failures: { token: string; digest: string }[] }[]
    }
    const { token = '', digest = '' } = scenarios[0]?.failures[0] ?? {}
    const bySeed = await whitewater('replay', token, '--json')
    expect(JSON.parse(bySeed.stdout)).toMatchObject({ digest, same: true })
    const byPlan = await whitewater('replay', join(output, 'latest/minimized.json'), '--json')
    expect(JSON.parse(byPlan.stdout)).toMatchObject({ same: true })
  })
})
