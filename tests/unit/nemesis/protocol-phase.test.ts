import { expect, test } from 'vitest'
import { ProtocolPhase } from '../../../nemesis/protocol-phase.ts'
import type { Trigger } from '../../../src/subject/fault-surface.ts'
import { FakeSurface } from './fake-surface.ts'

function followed(...happened: [Trigger, string][]): { surface: FakeSurface; phase: ProtocolPhase } {
  const surface = new FakeSurface(['n1', 'n2', 'n3'])
  const phase = new ProtocolPhase(surface)
  for (const [trigger, node] of happened) {
    if (trigger === 'leader') surface.sees(node, { role: 'leader' })
    phase.follow(trigger, node)
  }
  return { surface, phase }
}

const election: [Trigger, string][] = [
  ['candidate', 'n1'],
  ['leader', 'n1'],
]

test.each<[string, [Trigger, string][]]>([
  ['start', []],
  ['election', [['candidate', 'n2']]],
  ['idle', election],
  ['replication', [...election, ['proposed', 'n1']]],
  // a deposed leader that goes on proposing replicates nothing
  ['idle', [...election, ['proposed', 'n3']]],
  ['commit', [...election, ['proposed', 'n1'], ['committed', 'n1'], ['committed', 'n2']]],
  ['idle', [...election, ['proposed', 'n1'], ['committed', 'n1'], ['committed', 'n2'], ['committed', 'n3']]],
  ['replication', [...election, ['committed', 'n1'], ['proposed', 'n1']]],
  ['election', [...election, ['proposed', 'n1'], ['candidate', 'n3']]],
  ['idle', [...election, ['proposed', 'n1'], ['committed', 'n1'], ['candidate', 'n3'], ['leader', 'n3']]],
])('%s after %j', (name, happened) => {
  expect(followed(...happened).phase.now()).toEqual([name])
})

test('a server that is down is said beside, and is not waited for', () => {
  const { surface, phase } = followed(...election, ['committed', 'n1'], ['committed', 'n2'])
  surface.statuses.set('n3', 'down')
  expect(phase.now()).toEqual(['idle', 'recovery'])
})

test('without its leader a cluster is not led, from its death or its stepping down to the next election', () => {
  const { surface, phase } = followed(...election, ['proposed', 'n1'])
  surface.statuses.set('n1', 'paused')
  expect(phase.now()).toEqual(['replication'])
  surface.statuses.set('n1', 'down')
  expect(phase.now()).toEqual(['election', 'recovery'])
  surface.statuses.set('n1', 'up')
  surface.sees('n1', { role: 'follower' })
  expect(phase.now()).toEqual(['election'])
  surface.sees('n2', { role: 'leader' })
  phase.follow('leader', 'n2')
  expect(phase.now()).toEqual(['idle'])
})

test('of servers that show nothing, nothing is said', () => {
  const { surface, phase } = followed(...election)
  surface.peeks.clear()
  expect(phase.now()).toEqual([])
})
