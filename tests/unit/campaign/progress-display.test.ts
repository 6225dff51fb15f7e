import { describe, expect, test } from 'vitest'
import type { CampaignProgress } from '../../../src/campaign/progress.ts'
import { RecentRate } from '../../../src/campaign/progress.ts'
import { ProgressDisplay } from '../../../src/cli/campaign-progress.ts'

const title = { seed: '0x5eed', workers: 2, target: 'own-raft', budget: '11 scenarios' }
const progress: CampaignProgress = {
  runs: 41_208,
  total: 90_000,
  failed: 7,
  unknown: 2,
  signatures: 2,
  elapsed: 1_082_000,
  rate: 38.1,
  virtualMs: 3_600_000,
  selfTests: { found: 5, of: 5 },
  current: ['steady-cluster', 'self-test vote-twice'],
}

function shown(isTTY: boolean, env: NodeJS.ProcessEnv): string {
  let text = ''
  const stream = { isTTY, columns: 120, write: (more: string) => (text += more) }
  const display = new ProgressDisplay(stream, title, env)
  display.update(progress)
  display.say('FAIL one\n')
  display.say('FAIL two\n')
  display.end()
  return text
}

describe('ProgressDisplay', () => {
  test('on a terminal, a block that makes room for what stays', () => {
    const text = shown(true, { NO_COLOR: '1' })
    const block = [
      'whitewater campaign  target own-raft  seed base 0x5eed  workers 2  11 scenarios',
      'runs 41,208/90,000  45%  38.1/s  elapsed 18:02  ETA 21:21  sim 1.0 h',
      'pass 41,199  fail 7 (2 signatures)  unknown 2  self-tests 5/5 found',
      '  run  steady-cluster',
      '  run  self-test vote-twice',
      '',
    ].join('\n')
    const erased = '\u001b[1A\u001b[2K'.repeat(5)
    expect(text).toBe(`FAIL one\n${block}${erased}FAIL two\n${block}${erased}`)
  })

  test('colours only where they are wanted', () => {
    expect(shown(true, { TERM: 'xterm' })).toContain('\u001b[31mpass 41,199')
    expect(shown(true, { TERM: 'xterm', NO_COLOR: '1' })).not.toContain('\u001b[31m')
  })

  test('elsewhere, plain lines', () => {
    const text = shown(false, {})
    expect(text).toBe(
      'whitewater campaign  target own-raft  seed base 0x5eed  workers 2  11 scenarios\nFAIL one\nFAIL two\n',
    )
  })
})

test('the rate is that of the last seconds', () => {
  const rate = new RecentRate()
  rate.mark(0, 0)
  for (let second = 1; second <= 60; second++) rate.mark(second * 1000, second <= 30 ? 0 : (second - 30) * 20)
  expect(rate.perSecond).toBe(20)
})
