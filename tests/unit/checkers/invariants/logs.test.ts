import { describe, expect, test } from 'vitest'
import { Scene } from './scene.ts'

describe('leader-append-only', () => {
  const leader = (): Scene => new Scene().stand(1, 1).lead(1).append(1, 1, 7, 8, 9)

  test('a leader that deletes and one that overwrites', () => {
    const deleting = leader().at(1, (server) => server.log.cutFrom(3))
    expect(deleting.headlines).toEqual([
      'leader-append-only/deleted: n1, leader of term 1, deleted entry 3 of term 1 in its own log, which ended at index 3',
    ])
    const overwriting = leader().at(1, (server) => server.log.cutFrom(2).append(1, 5).append(1, 9))
    expect(overwriting.headlines[0]).toBe(
      'leader-append-only/overwritten: n1, leader of term 1, overwrote entry 2 of term 1 in its own log, which ended at index 3',
    )
  })

  test('compaction, rewriting the same and cutting after stepping down are no breach', () => {
    const scene = leader().commit(1, 2).apply(1, 2)
    scene.at(1, (server) => server.log.compactTo(3))
    scene.at(1, (server) => server.log.cutFrom(3).append(1, 9))
    scene.at(1, (server) => {
      server.role = 'follower'
      server.currentTerm = 2
      server.votedFor = null
      server.log.cutFrom(3).append(2, 4)
    })
    expect(scene.headlines).toEqual([])
    expect(scene.monitor.counts).toMatchObject({ truncations: 1, compactions: 1, stepDowns: 1, appended: 4 })
    expect(scene.triggers.slice(-3)).toEqual(['truncated n1 8', 'appended n1 8', 'stepped-down n1 8'])
  })
})

describe('log-matching', () => {
  test('one index and term, two commands', () => {
    const scene = new Scene().append(1, 1, 7).append(2, 1, 8)
    expect(scene.headlines).toEqual([
      'log-matching/different-commands: n1 and n2 have different commands at index 1 in term 1',
    ])
    expect(scene.violations[0]?.proof[0]).toEqual({
      kind: 'let',
      text: 'n1 has entry 1 of term 1 (command 00000007)',
      step: 1,
    })
  })

  test('one entry, two terms in front of it', () => {
    const scene = new Scene().append(1, 1, 7).append(1, 3, 9).append(2, 2, 8).append(2, 3, 9)
    expect(scene.headlines).toEqual([
      'log-matching/different-prefixes: n1 and n2 both have entry 2 of term 3, but n1 had term 1 before it, at index 1 and n2 has term 2 before it, at index 1',
    ])
  })

  test('terms that decrease', () => {
    expect(new Scene().append(1, 2, 7).append(1, 1, 8).headlines).toEqual([
      'log-matching/terms-decrease: the log of n1 has term 2 at index 1 and the lower term 1 at index 2',
    ])
  })

  test('a corrupt entry that a restart takes for good', () => {
    const scene = new Scene().append(1, 1, 7).crash(1)
    scene.restart(1, (server) => {
      server.currentTerm = 1
      server.log.append(1, 6)
    })
    expect(scene.headlines).toEqual([
      'log-matching/different-commands: n1 has two different commands at index 1 in term 1',
    ])
  })

  test('a snapshot that claims another last term', () => {
    const scene = new Scene().append(1, 1, 7).commit(1, 1)
    scene.at(2, (server) => {
      server.currentTerm = 3
      server.log.install(2)
      server.log.boundaryTerm = 3
      server.commitIndex = server.lastApplied = 1
    })
    expect(scene.headlines).toEqual([
      'log-matching/snapshot-term: the snapshot of n2 ends with index 1 of term 3, but the entry committed there is of term 1',
    ])
  })

  test('entries of an older term that are kept behind a snapshot', () => {
    const scene = new Scene().append(1, 1, 7, 8, 9)
    scene.at(1, (server) => {
      server.currentTerm = 2
      server.log.compactTo(3)
      server.log.boundaryTerm = 2
      server.commitIndex = server.lastApplied = 2
    })
    expect(scene.headlines[0]).toBe(
      'log-matching/terms-decrease: the log of n1 has term 2 at index 2 and the lower term 1 at index 3',
    )
  })

  test('an entry kept behind a snapshot that ends with another entry than stood before it', () => {
    const scene = new Scene().append(1, 1, 7, 8).append(1, 3, 9).append(2, 1, 7, 8).append(2, 3, 9)
    scene.at(1, (server) => {
      server.currentTerm = 3
      server.log.compactTo(3)
      server.log.boundaryTerm = 2
      server.commitIndex = server.lastApplied = 2
    })
    expect(scene.headlines[0]).toMatch(/log-matching\/different-prefixes: .*n1/)
  })

  test('divergent uncommitted suffixes, retries and snapshots are no breach', () => {
    const scene = new Scene().append(1, 1, 7, 7).append(2, 1, 7).append(2, 2, 7).append(3, 1, 7)
    scene.at(1, (server) => {
      server.currentTerm = 2
      server.log.cutFrom(2).append(2, 7)
    })
    scene.commit(1, 2).apply(1, 2)
    scene.at(1, (server) => server.log.compactTo(3))
    scene.at(3, (server) => {
      server.currentTerm = 2
      server.log.install(3).append(2, 9)
      server.commitIndex = server.lastApplied = 2
    })
    expect(scene.headlines).toEqual([])
    expect(scene.monitor.counts).toMatchObject({
      truncations: 1,
      snapshotsInstalled: 1,
      compactions: 2,
      commits: 2,
    })
  })
})

describe('state-machine-safety', () => {
  test('two servers commit different entries', () => {
    const scene = new Scene().append(1, 1, 7).append(2, 2, 8).commit(1, 1).commit(2, 1)
    expect(scene.headlines).toEqual([
      'state-machine-safety/commit: n2 committed entry 1 of term 2 (command 00000008) where n1 had committed entry 1 of term 1 (command 00000007)',
    ])
    expect(scene.violations[0]?.facts).toEqual([
      { step: 3, node: 'n1', field: 'commitIndex', index: 1 },
      { step: 4, node: 'n2', field: 'commitIndex', index: 1 },
    ])
  })

  test('different entries applied in a jump, over a crash of the first server', () => {
    const scene = new Scene(3, { only: ['state-machine-safety'] })
    scene.append(1, 1, 7, 8).apply(1, 2).crash(1).append(2, 1, 7, 9).apply(2, 2)
    expect(scene.headlines).toEqual([
      'state-machine-safety/apply: n2 applied entry 2 of term 1 (command 00000009) where n1 had applied entry 2 of term 1 (command 00000008)',
    ])
  })

  test('a committed entry replaced', () => {
    const scene = new Scene().append(1, 1, 7, 8).commit(1, 2)
    scene.at(1, (server) => server.log.cutFrom(2).append(2, 9))
    expect(scene.headlines).toEqual([
      'state-machine-safety/rewritten: n1 put entry 2 of term 2 (command 00000009) in the place of entry 2 of term 1 (command 00000008), which it had committed',
    ])
  })

  test('what a snapshot replaced is not what was applied', () => {
    const scene = new Scene().append(1, 2, 7, 8).commit(1, 2).apply(1, 2).append(2, 1, 5, 6, 5)
    scene.at(2, (server) => {
      server.currentTerm = 2
      server.log.cutFrom(3).compactTo(3)
      server.commitIndex = server.lastApplied = 2
    })
    expect(scene.headlines).toEqual([])
  })

  test('entries committed, applied and compacted in one step of the leader are looked at', () => {
    const scene = new Scene().stand(1, 1).lead(1).append(1, 1, 7, 8)
    scene.at(1, (server) => {
      server.commitIndex = server.lastApplied = 2
      server.log.compactTo(3)
    })
    expect(scene.headlines).toEqual([])
    expect(scene.monitor.counts).toMatchObject({ commits: 2, applied: 2, compactions: 1 })
    scene.append(2, 2, 9).commit(2, 1)
    expect(scene.headlines[0]).toContain('state-machine-safety/commit: n2 committed entry 1 of term 2')
  })
})
