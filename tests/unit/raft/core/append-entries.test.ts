import { describe, expect, test } from 'vitest'
import { append, appendReplies, entry, kinds, logOf, Machine, persists, sends } from './machine.ts'

/** A follower in term 4, whose log has these terms. */
const follower = (terms: readonly number[], currentTerm = 4): Machine => new Machine({ currentTerm, terms })

describe('Figure 2, AppendEntries receiver 2: the consistency check (§5.3)', () => {
  test('refused when its log ends before prevIndex', () => {
    const machine = follower([1])
    const effects = machine.receive(
      'n2',
      append({ term: 4, prevIndex: 3, prevTerm: 4, entries: [entry(4, 4)] }),
    )
    expect(appendReplies(effects)).toEqual([
      { type: 'append-reply', term: 4, success: false, index: 3, hint: 1, round: 0 },
    ])
    expect(machine.terms).toEqual([1])
  })

  test('refused when the entry at prevIndex has another term; nothing is cut yet', () => {
    const machine = follower([1, 2, 2])
    const effects = machine.receive(
      'n2',
      append({ term: 4, prevIndex: 3, prevTerm: 3, entries: [entry(4, 4)] }),
    )
    expect(appendReplies(effects)).toMatchObject([{ success: false, index: 3 }])
    expect(machine.terms).toEqual([1, 2, 2])
  })

  test('the hint leaps over the entries of terms above prevTerm: they cannot match', () => {
    const machine = follower([1, 1, 3, 3, 3])
    const effects = machine.receive('n2', append({ term: 4, prevIndex: 5, prevTerm: 2 }))
    expect(appendReplies(effects)).toMatchObject([{ success: false, index: 5, hint: 2 }])
  })

  test('a refusal commits nothing, though the leader commits', () => {
    const machine = follower([1, 1])
    machine.receive('n2', append({ term: 4, prevIndex: 2, prevTerm: 4, commitIndex: 2 }))
    expect(machine.server.commitIndex).toBe(0)
  })

  test('accepted at the very beginning: index 0, term 0', () => {
    const machine = follower([])
    machine.receive('n2', append({ term: 4, entries: [entry(1, 4)] }))
    expect(appendReplies(machine.sync())).toMatchObject([{ success: true, index: 1 }])
  })
})

describe('Figure 2, AppendEntries receiver 3 and 4', () => {
  test('a conflicting entry goes, with all that follow it', () => {
    const machine = follower([1, 2, 2, 2])
    const effects = machine.receive(
      'n2',
      append({ term: 4, prevIndex: 1, prevTerm: 1, entries: [entry(2, 4)] }),
    )
    expect(machine.terms).toEqual([1, 4])
    expect(persists(effects)).toMatchObject([{ from: 2, entries: [entry(2, 4)] }])
  })

  test('without a conflict nothing is cut: an old, short message leaves what later ones brought (raftos#26)', () => {
    const machine = follower([1, 4, 4])
    const effects = machine.receive(
      'n2',
      append({ term: 4, prevIndex: 1, prevTerm: 1, entries: [entry(2, 4)] }),
    )
    expect(machine.terms).toEqual([1, 4, 4])
    expect(persists(effects)).toEqual([])
  })

  test('a heartbeat cuts nothing', () => {
    const machine = follower([1, 4, 4])
    machine.receive('n2', append({ term: 4, prevIndex: 1, prevTerm: 1 }))
    expect(machine.terms).toEqual([1, 4, 4])
  })

  test('idempotent: the same message twice leaves the same log, and is answered twice', () => {
    const machine = follower([1])
    const message = append({ term: 4, prevIndex: 1, prevTerm: 1, entries: [entry(2, 4), entry(3, 4)] })
    machine.receive('n2', message)
    const first = appendReplies(machine.sync())
    const again = machine.receive('n2', message)
    expect(machine.terms).toEqual([1, 4, 4])
    expect(persists(again)).toEqual([])
    expect(appendReplies(again)).toEqual(first)
  })

  test('entries already there are skipped, the rest is appended, and only the rest is written', () => {
    const machine = follower([1, 4])
    const entries = [entry(2, 4), entry(3, 4)]
    const effects = machine.receive('n2', append({ term: 4, prevIndex: 1, prevTerm: 1, entries }))
    expect(machine.terms).toEqual([1, 4, 4])
    expect(persists(effects)).toMatchObject([{ from: 3, entries: [entry(3, 4)] }])
  })

  test('success speaks of what this message brought, not of what happens to follow it', () => {
    const machine = follower([1, 2, 2, 2])
    const effects = machine.receive(
      'n2',
      append({ term: 4, prevIndex: 1, prevTerm: 1, entries: [entry(2, 2)] }),
    )
    expect(appendReplies(effects)).toMatchObject([{ success: true, index: 2 }])
  })
})

describe('Figure 2, AppendEntries receiver 5', () => {
  test('commits min(leaderCommit, index of the last new entry)', () => {
    const machine = follower([1, 1, 2, 2])
    machine.receive('n2', append({ term: 4, prevIndex: 2, prevTerm: 1, commitIndex: 4 }))
    expect(machine.server.commitIndex).toBe(2)
    machine.receive(
      'n2',
      append({ term: 4, prevIndex: 2, prevTerm: 1, entries: [entry(3, 2)], commitIndex: 4 }),
    )
    expect(machine.server.commitIndex).toBe(3)
  })

  test('does not commit beyond what the leader has', () => {
    const machine = follower([1, 1, 1])
    machine.receive('n2', append({ term: 4, prevIndex: 3, prevTerm: 1, commitIndex: 2 }))
    expect(machine.server.commitIndex).toBe(2)
  })

  test('a late message does not take the commit index back', () => {
    const machine = follower([1, 1, 1])
    machine.receive('n2', append({ term: 4, prevIndex: 3, prevTerm: 1, commitIndex: 3 }))
    machine.receive('n2', append({ term: 4, prevIndex: 1, prevTerm: 1, commitIndex: 1 }))
    expect(machine.server.commitIndex).toBe(3)
  })
})

describe('Figure 2, All servers: applying', () => {
  test('committed entries are applied one by one, in log order, once', () => {
    const machine = follower([1, 1, 2])
    const effects = machine.receive('n2', append({ term: 4, prevIndex: 3, prevTerm: 2, commitIndex: 3 }))
    const applied = effects.flatMap((effect) => (effect.do === 'apply' ? [effect.entry] : []))
    expect(applied).toEqual(logOf([1, 1, 2]))
    expect(machine.server.lastApplied).toBe(3)
    const again = machine.receive('n2', append({ term: 4, prevIndex: 3, prevTerm: 2, commitIndex: 3 }))
    expect(kinds(again)).not.toContain('apply')
  })

  test('nothing uncommitted is applied', () => {
    const machine = follower([1, 1])
    const effects = machine.receive('n2', append({ term: 4, prevIndex: 2, prevTerm: 1, commitIndex: 1 }))
    expect(effects.filter((effect) => effect.do === 'apply')).toHaveLength(1)
    expect(machine.server.lastApplied).toBe(1)
  })

  test('a restarted server knows neither what is committed nor what was applied', () => {
    expect(follower([1, 1]).server).toMatchObject({ commitIndex: 0, lastApplied: 0, role: 'follower' })
  })
})

describe('Figure 2: stable storage before the answer', () => {
  test('entries are acknowledged only once they are durable', () => {
    const machine = follower([])
    const effects = machine.receive('n2', append({ term: 4, entries: [entry(1, 4)] }))
    expect(sends(effects)).toEqual([])
    expect(appendReplies(machine.sync())).toMatchObject([{ success: true, index: 1 }])
  })

  test('a duplicate is not acknowledged before them either', () => {
    const machine = follower([])
    const message = append({ term: 4, entries: [entry(1, 4)] })
    machine.receive('n2', message)
    expect(sends(machine.receive('n2', message))).toEqual([])
    expect(appendReplies(machine.sync())).toHaveLength(2)
  })

  test('a newer term is on disk before it is spoken of', () => {
    const machine = follower([])
    const effects = machine.receive('n2', append({ term: 5 }))
    expect(persists(effects)).toMatchObject([{ state: { currentTerm: 5, votedFor: null } }])
    expect(sends(effects)).toEqual([])
    expect(appendReplies(machine.sync())).toMatchObject([{ term: 5, success: true }])
  })

  test('each answer waits for its own write and no longer', () => {
    const machine = follower([])
    const [first] = persists(machine.receive('n2', append({ term: 4, entries: [entry(1, 4)] })))
    machine.receive('n2', append({ term: 4, prevIndex: 1, prevTerm: 4, entries: [entry(2, 4)] }))
    const released = machine.step({ type: 'persisted', token: first!.token })
    expect(appendReplies(released)).toMatchObject([{ index: 1 }])
    expect(appendReplies(machine.sync())).toMatchObject([{ index: 2 }])
  })

  test('a step that changes nothing durable writes nothing', () => {
    const machine = follower([1])
    expect(
      persists(machine.receive('n2', append({ term: 4, prevIndex: 1, prevTerm: 1, commitIndex: 1 }))),
    ).toEqual([])
  })

  test('the write stands before the messages of its step, so that a crash between them loses nothing promised', () => {
    const machine = new Machine({ config: { noop: true } })
    machine.fire('election')
    machine.sync()
    const effects = machine.receive('n2', { type: 'vote', term: 1, granted: true })
    expect(kinds(effects).indexOf('persist')).toBeLessThan(kinds(effects).indexOf('send append'))
  })
})
