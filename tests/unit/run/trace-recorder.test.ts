import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveState } from '../../../src/record/live-state.ts'
import { RaftLog } from '../../../src/raft/core/log.ts'
import { TraceRecorder } from '../../../src/run/trace-recorder.ts'
import type { Process } from '../../../src/sim/process.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'

type Change = 'append' | 'cut' | 'compact' | 'restart' | 'nothing'

const changes = fc.array(
  fc.tuple(
    fc.constantFrom<Change>('append', 'append', 'append', 'cut', 'compact', 'restart', 'nothing'),
    fc.nat(9),
  ),
  { maxLength: 60 },
)

/** What a recorder says of the log after each change; `told`: it is told from where on the log changed. */
function patches(list: readonly (readonly [Change, number])[], told: boolean): unknown[] {
  const { describeEntry: _, ...target } = builtInRaft()
  const recorder = new TraceRecorder(target, ['n1'])
  let log = new RaftLog()
  const live = (): LiveState => ({
    ...{ role: 'follower', currentTerm: 1, votedFor: null, commitIndex: 0, lastApplied: 0, log },
  })
  for (const [at, [change, number]] of list.entries()) {
    const { firstIndex, lastIndex } = log
    if (change === 'append')
      log.append({ index: lastIndex + 1, term: 1 + (number % 3), digest: number } as never)
    if (change === 'cut') log.cutFrom(Math.max(firstIndex, lastIndex - number))
    const base = Math.min(lastIndex, firstIndex + number - 1)
    if (change === 'compact') log.beginAfter({ index: base, term: log.termAt(base) })
    // it comes back with what its disk had: a log of its own, which says of nothing that it changed
    if (change === 'restart') log = new RaftLog(log.from(firstIndex, number), log.base)
    const process = { id: 'n1', ordinal: 0, status: 'up', node: {}, live: live() } as unknown as Process
    recorder.begin(at + 1, at, 'deliver', process, {})
    recorder.end(process, told ? log.changedFrom : 0)
    log.markSeen()
  }
  return recorder.trace.steps.map(({ state }) => state)
}

test('a log that tells what changed is recorded as one that is looked through', () => {
  fc.assert(
    fc.property(changes, (list) => {
      expect(patches(list, true)).toEqual(patches(list, false))
    }),
  )
})

test('what changed of a log is recorded, and nothing else', () => {
  const [first, second, third, fourth] = patches(
    [
      ['append', 1],
      ['append', 2],
      ['nothing', 0],
      ['cut', 0],
    ],
    true,
  )
  const entry = (index: number, digest: number) => ({ index, term: 1 + digest, command: String(digest) })
  expect(first).toMatchObject({ log: { from: 1, entries: [entry(1, 1)] } })
  expect(second).toEqual({ log: { from: 2, entries: [entry(2, 2)] } })
  expect(third).toBeUndefined()
  expect(fourth).toEqual({ log: { from: 2, entries: [] } })
})
