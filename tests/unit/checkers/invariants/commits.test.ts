import { describe, expect, test } from 'vitest'
import { Scene } from './scene.ts'

describe('leader-completeness', () => {
  test('Figure 8: a leader elected without an entry of an old term that was committed by counting', () => {
    const scene = new Scene(5, { only: ['leader-completeness'] })
    scene.stand(1, 2).lead(1).append(1, 2, 2).append(2, 2, 2)
    scene.stand(5, 3).lead(5).append(5, 3, 3)
    scene.stand(1, 4).lead(1).append(3, 2, 2).commit(1, 1)
    scene.stand(5, 5).lead(5)
    expect(scene.headlines).toEqual([
      'leader-completeness/elected-without: n5 leads term 5 without entry 1 of term 2, which n1 committed in term 4 at step 11',
    ])
    expect(scene.violations[0]?.proof.at(-1)).toEqual({
      kind: 'however',
      text: 'n5 has entry 1 of term 3',
      step: 13,
    })
  })

  test('the first entry that is missing is named', () => {
    const scene = new Scene().append(1, 1, 1, 2, 3).commit(1, 3).append(2, 1, 1)
    scene.stand(2, 2).lead(2)
    expect(scene.headlines).toEqual([
      'leader-completeness/elected-without: n2 leads term 2 without entry 2 of term 1, which n1 committed in term 1 at step 2',
    ])
    expect(scene.violations[0]?.proof.at(-1)?.text).toBe('n2 has nothing at index 2 (its log ends at 1)')
  })

  test('an old leader commits what a newer leader does not have', () => {
    const scene = new Scene().stand(1, 1).lead(1).append(1, 1, 1)
    scene.stand(2, 2).lead(2).commit(1, 1)
    expect(scene.headlines).toEqual([
      'leader-completeness/committed-without: n2 leads term 2 without entry 1 of term 1, which n1 committed in term 1 at step 6',
    ])
  })

  test('a delayed vote makes a leader of an old term after a newer term committed', () => {
    const scene = new Scene().stand(1, 2)
    scene.stand(3, 3).vote(2, 3, 3).lead(3).append(3, 3, 1).append(2, 3, 1).commit(3, 1)
    scene.lead(1)
    expect(scene.headlines).toEqual([])
  })

  test('a late leader still owes what was committed before its own term', () => {
    const scene = new Scene(3, { only: ['leader-completeness'] })
    scene.append(2, 1, 1).commit(2, 1).stand(1, 2)
    scene.append(2, 3, 2).commit(2, 2).lead(1)
    expect(scene.headlines[0]).toContain('n1 leads term 2 without entry 1 of term 1')
  })

  test('a follower may be the first one seen to commit, and a snapshot stands for its entries', () => {
    const scene = new Scene().append(1, 1, 1).append(2, 1, 1).commit(2, 1).apply(2, 1)
    scene.at(2, (server) => server.log.compactTo(2))
    scene.stand(2, 2).lead(2)
    expect(scene.headlines).toEqual([])
  })
})

describe('committed-on-majority', () => {
  test('a commit that too few disks hold', () => {
    const scene = new Scene(3, { disks: true }).append(1, 1, 1).append(2, 1, 1).sync(1).commit(1, 1)
    expect(scene.headlines).toEqual([
      'committed-on-majority/commit: n1 committed entry 1 of term 1 while only 1 of 3 (n1) had it on disk',
    ])
  })

  test('a server alone commits before its own disk', () => {
    const scene = new Scene(1, { disks: true }).append(1, 1, 1).commit(1, 1)
    expect(scene.headlines[0]).toContain('only 0 of 1 (nobody) had it on disk')
  })

  test('a disk that loses a committed entry', () => {
    const scene = new Scene(3, { disks: true })
      .append(1, 1, 1, 2)
      .append(2, 1, 1, 2)
      .sync(1)
      .sync(2)
      .commit(1, 2)
    scene.disk(2, (disk) => disk.log.cutFrom(2))
    expect(scene.headlines).toEqual([
      'committed-on-majority/lost: n2 lost entry 2 of term 1 from its disk, committed by n1 at step 5; only 1 of 3 (n1) have it',
    ])
  })

  test('crashed servers, compacted logs and lost uncommitted entries are no breach', () => {
    const scene = new Scene(3, { disks: true }).append(1, 1, 1, 2).append(2, 1, 1, 2).sync(1).sync(2).crash(2)
    scene
      .commit(1, 1)
      .apply(1, 1)
      .at(1, (server) => server.log.compactTo(2))
      .sync(1)
    scene.disk(2, (disk) => disk.log.cutFrom(2))
    expect(scene.headlines).toEqual([])
  })

  test('a disk that holds the committed entry again after rewriting it in one sync lost nothing', () => {
    const scene = new Scene(3, { disks: true })
      .append(1, 1, 1, 2)
      .append(2, 1, 1, 2)
      .sync(1)
      .sync(2)
      .commit(1, 2)
    scene.disk(2, (disk) => disk.log.cutFrom(1).append(1, 1).append(1, 2))
    expect(scene.headlines).toEqual([])
  })

  test('nothing is said while a disk is unknown', () => {
    expect(new Scene().append(1, 1, 1).sync(1).commit(1, 1).headlines).toEqual([])
  })
})

describe('monotone', () => {
  test('each field that goes back within an incarnation', () => {
    const scene = new Scene().stand(1, 3).lead(1).append(1, 3, 1, 2, 3).commit(1, 3).apply(1, 3)
    scene.at(1, (server) => server.matchIndex.set('n2', 3)).at(1, (server) => server.matchIndex.set('n2', 1))
    scene
      .apply(1, 2)
      .commit(1, 2)
      .at(1, (server) => {
        server.currentTerm = 2
        server.role = 'follower'
      })
    expect(scene.headlines).toEqual([
      'monotone/matchIndex: matchIndex for n2 of n1 went back from 3 to 1',
      'monotone/lastApplied: lastApplied of n1 went back from 3 to 2',
      'monotone/matchIndex: matchIndex for n2 of n1 went back from 3 to 1',
      'monotone/commitIndex: commitIndex of n1 went back from 3 to 2',
      'monotone/matchIndex: matchIndex for n2 of n1 went back from 3 to 1',
      'monotone/currentTerm: currentTerm of n1 went back from 3 to 2',
    ])
  })

  test('matchIndex for a server that was removed and comes back begins anew, and for no other', () => {
    const leaving = (node: string, voters: string[]): string[] => {
      const scene = new Scene().stand(1, 1).lead(1).append(1, 1, 1, 2)
      scene
        .at(1, (server) => server.matchIndex.set(node, 2))
        .at(1, (server) => {
          server.membership = { voters, outgoing: [], learners: [] }
          server.matchIndex.delete(node)
        })
        .at(1, (server) => {
          server.membership = { voters: ['n1', 'n2', 'n3'], outgoing: [], learners: [] }
          server.matchIndex.set(node, 0)
        })
      return scene.headlines
    }
    expect(leaving('n2', ['n1', 'n3'])).toEqual([])
    expect(leaving('n2', ['n1', 'n2'])).toEqual([
      'monotone/matchIndex: matchIndex for n2 of n1 went back from 2 to 0',
    ])
  })

  test('a term below the disk after a restart', () => {
    const scene = new Scene()
      .vote(1, 2, 3)
      .sync(1)
      .crash(1)
      .restart(1, () => undefined)
    expect(scene.headlines).toEqual([
      'monotone/term-below-disk: n1 restarted in term 0, but term 3 was on its disk',
    ])
  })

  test('a restart, and a new term of the leader, begin anew', () => {
    const scene = new Scene().stand(1, 1).lead(1).append(1, 1, 1, 2).commit(1, 2).apply(1, 2)
    scene.at(1, (server) => server.matchIndex.set('n2', 2))
    scene.at(1, (server) => {
      server.currentTerm = 2
      server.votedFor = 'n1'
      server.matchIndex.set('n2', 0)
    })
    scene.crash(1).restart(1, (server) => {
      server.currentTerm = 1
      server.log.append(1, 1)
    })
    expect(scene.headlines).toEqual([])
    expect(scene.monitor.counts).toMatchObject({ crashes: 1, restarts: 1, elections: 2 })
  })
})

describe('the state that entries lead to', () => {
  const applied = (scene: Scene, name: number, index: number, digest: string): Scene =>
    scene.append(name, 1, index).at(name, (server) => {
      server.commitIndex = server.lastApplied = index
      server.stateDigest = digest
    })

  test('equal lastApplied and another digest, over a restart too', () => {
    const scene = new Scene()
    applied(scene, 1, 1, 'a')
    applied(scene, 1, 2, 'b')
    applied(scene, 2, 1, 'a')
    expect(scene.headlines).toEqual([])
    applied(scene, 2, 2, 'c')
    scene.crash(1).restart(1, (server) => {
      server.log.append(1, 1)
      server.commitIndex = server.lastApplied = 1
      server.stateDigest = 'x'
    })
    expect(scene.headlines).toEqual([
      'state-machine-safety/state: n1 and n2 have different states after index 2',
      'state-machine-safety/state: the state of n1 after index 1 is not what it was',
    ])
  })

  test('a state that changes by itself', () => {
    const scene = new Scene()
    applied(scene, 1, 1, 'a').at(1, (server) => (server.stateDigest = 'b'))
    expect(scene.headlines).toEqual([
      'state-machine-safety/state: the state of n1 after index 1 is not what it was',
    ])
  })
})

describe('bounds', () => {
  test('applied beyond commit, but for what a life began with and what came as a snapshot', () => {
    const scene = new Scene().append(1, 1, 1, 2).commit(1, 1).apply(1, 2)
    expect(scene.headlines).toEqual([
      'applied-within-commit/applied-uncommitted: n1 has applied up to index 2, but its commitIndex is 1',
    ])
    const restarted = new Scene().crash(1).restart(1, (server) => {
      server.log.append(1, 1)
      server.lastApplied = 1
    })
    restarted.at(2, (server) => {
      server.log.install(6)
      server.lastApplied = 5
    })
    expect(restarted.headlines).toEqual([])
    restarted.append(1, 1, 2).apply(1, 2)
    expect(restarted.headlines).toEqual([
      'applied-within-commit/applied-uncommitted: n1 has applied up to index 2, but its commitIndex is 0',
    ])
  })

  test('a commit that shows before the entries do is no breach, and they are looked at when they come', () => {
    const scene = new Scene().append(1, 1, 1, 2).commit(1, 2)
    scene.commit(2, 2).append(2, 1, 1)
    expect(scene.headlines).toEqual([])
    scene.append(2, 1, 9)
    expect(scene.headlines).toEqual([
      'log-matching/different-commands: n1 and n2 have different commands at index 2 in term 1',
      'state-machine-safety/rewritten: n2 put entry 2 of term 1 (command 00000009) in the place of entry 2 of term 1 (command 00000002), which it had committed',
      'state-machine-safety/commit: n2 committed entry 2 of term 1 (command 00000009) where n1 had committed entry 2 of term 1 (command 00000002)',
    ])
  })

  test('commit beyond the log, by too high a number or by cutting', () => {
    const scene = new Scene().append(1, 1, 1).commit(1, 9)
    scene
      .append(2, 1, 1)
      .commit(2, 1)
      .at(2, (server) => server.log.cutFrom(1))
    expect(scene.headlines).toEqual([
      'commit-within-log/commit-beyond-log: n1 has commitIndex 9, but its log ends at index 1',
      'commit-within-log/commit-beyond-log: n2 has commitIndex 1, but its log ends at index 0',
    ])
  })

  test('matchIndex beyond the log of the leader', () => {
    const scene = new Scene().stand(1, 1).lead(1).append(1, 1, 1)
    scene.at(1, (server) => server.matchIndex.set('n3', 2))
    expect(scene.headlines).toEqual([
      'match-within-log/match-beyond-log: n1, leader of term 1, has matchIndex 2 for n3, but its own log ends at index 1',
    ])
  })
})
