import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { replayLine, shellWord } from '../../../src/base/shell-word.ts'
import { eventText } from '../../../src/cli/campaign-watch.ts'
import { replayCommand } from '../../../src/testcase/minimize-failure.ts'

/** The words that a shell makes of a command. */
const words = (command: string): string[] =>
  execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')

const ODD = `it's $(touch x) "mine" & ours`

test('a word and a token reach the program as they are, whatever a path has in it', () => {
  const token = `w1:./${ODD}.ts:1:abc`
  expect(words(`${shellWord(ODD)} ${shellWord('-x')} ${shellWord('plain/a.ts')}`)).toEqual([
    ODD,
    './-x',
    'plain/a.ts',
  ])
  expect(words(replayLine(token))).toEqual(['npx', 'whitewater', 'replay', token])
  expect(replayLine('w1:calm:1:abc')).toBe(`npx whitewater replay 'w1:calm:1:abc'`)
  expect(words(replayCommand(token)).at(-1)).toBe(token)
  expect(words(replayCommand('w1:'.padEnd(100_000, 'x'), `${ODD}/run.json`)).at(-1)).toBe(`${ODD}/run.json`)

  const run = { scenario: 'calm', seed: '1', because: 'no operation succeeded' }
  const undecided = eventText({ type: 'undecided', run, token }, {}) ?? ''
  expect(words(undecided.split('replay  ')[1] ?? '').at(-1)).toBe(token)
})
