import { describe, expect, test } from 'vitest'
import { Scene } from './scene.ts'

describe('election-safety', () => {
  test('two leaders in one term, with the voter who made both', () => {
    const scene = new Scene(3, { only: ['election-safety'] })
    scene.stand(1, 2).vote(2, 1, 2).lead(1)
    scene
      .stand(3, 2)
      .at(2, (server) => (server.votedFor = 'n3'))
      .lead(3)
    expect(scene.headlines).toEqual([
      'election-safety/two-leaders: n1 and n3 were both elected leader of term 2: n1 at step 3, n3 at step 6',
    ])
    expect(scene.violations[0]).toMatchObject({ step: 6, time: 60 })
    expect(scene.violations[0]?.proof).toContainEqual({
      kind: 'however',
      text: 'n2 votes for n3 in term 2 as well',
      step: 5,
    })
  })

  test('a leader that crashed led its term all the same; one without a majority is named', () => {
    const scene = new Scene(3, { only: ['election-safety'] })
    scene.stand(1, 1).vote(2, 1, 1).lead(1).crash(1)
    scene.stand(3, 1).lead(3)
    expect(scene.headlines).toHaveLength(1)
    expect(scene.violations[0]?.proof.at(-1)?.text).toBe('n3 has the votes of n3 only; 2 of 3 are needed')
  })

  test('two leaders in different terms at once are no breach', () => {
    const scene = new Scene(3)
    scene.stand(1, 1).vote(2, 1, 1).lead(1)
    scene.stand(3, 2).vote(2, 3, 2).lead(3)
    expect(scene.headlines).toEqual([])
    expect(scene.monitor.counts).toMatchObject({ elections: 2, candidacies: 2, leaderChanges: 1, votes: 2 })
  })

  test('a leader that shows a newer term before it shows that it stepped down was not elected in that term', () => {
    const scene = new Scene()
    scene.stand(1, 1).vote(2, 1, 1).lead(1)
    scene.at(1, (server) => {
      server.currentTerm = 2
      server.votedFor = null
    })
    scene
      .stand(3, 2)
      .vote(2, 3, 2)
      .lead(3)
      .at(1, (server) => (server.role = 'follower'))
    expect(scene.headlines).toEqual([])
    expect(scene.monitor.counts).toMatchObject({ elections: 2, stepDowns: 1 })
    // it can be elected again
    scene.stand(1, 3).vote(2, 1, 3).lead(1)
    expect(scene.monitor.counts.elections).toBe(3)
  })

  test('servers that show no state are judged by what they send', () => {
    const scene = new Scene(2)
    for (const node of [0, 1]) scene.monitor.started(node, undefined, 0, 0)
    scene.sent(1, 'append', 4).sent(1, 'append', 4).sent(2, 'append', 5).sent(2, 'append', 4)
    expect(scene.headlines).toEqual([
      'election-safety/two-leaders: n1 and n2 were both elected leader of term 4: n1 at step 1, n2 at step 4',
    ])
    expect(scene.monitor.counts).toMatchObject({ elections: 2, leaderChanges: 1 })
  })
})

describe('one-vote-per-term', () => {
  test('a changed vote and a forgotten one within an incarnation', () => {
    const scene = new Scene()
    scene.vote(3, 1, 2).vote(3, 2, 2)
    scene.at(3, (server) => (server.votedFor = null))
    expect(scene.headlines).toEqual([
      'one-vote-per-term/vote-changed: n3 voted for n1 and then for n2 in term 2',
      'one-vote-per-term/vote-forgotten: n3 forgot in term 2 that it had voted for n2',
    ])
    expect(scene.violations[0]?.proof.map((clause) => clause.step)).toEqual([1, undefined, 2])
  })

  test('a granted vote binds over a restart', () => {
    const scene = new Scene()
    scene.vote(3, 1, 2).sent(3, 'vote', 2, 1).crash(3)
    scene
      .restart(3, () => undefined)
      .vote(3, 2, 2)
      .sent(3, 'vote', 2, 2)
    expect(scene.headlines).toEqual([
      'one-vote-per-term/two-votes-over-restart: n3 voted for n1 and for n2 in term 2, with a restart between',
    ])
  })

  test('who granted its vote may not stand in that term after a restart', () => {
    const scene = new Scene()
    scene.vote(3, 1, 2).sent(3, 'vote', 2, 1).crash(3)
    scene
      .restart(3, () => undefined)
      .stand(3, 2)
      .sent(3, 'request-vote', 2)
    expect(scene.headlines.map((line) => line.split(':')[0])).toEqual([
      'one-vote-per-term/two-votes-over-restart',
    ])
  })

  test('who asked for votes has voted for itself, over a restart too', () => {
    const scene = new Scene()
    scene.stand(1, 1).sent(1, 'request-vote', 1).crash(1)
    scene
      .restart(1, () => undefined)
      .vote(1, 2, 1)
      .sent(1, 'vote', 1, 2)
    expect(scene.headlines).toEqual([
      'one-vote-per-term/two-votes-over-restart: n1 voted for n1 and for n2 in term 1, with a restart between',
    ])
  })

  test('a vote that nobody was told of may be lost in a crash', () => {
    const scene = new Scene()
    scene
      .vote(3, 1, 2)
      .crash(3)
      .restart(3, () => undefined)
      .vote(3, 2, 2)
      .sent(3, 'vote', 2, 2)
    scene.stand(1, 3).crash(1)
    scene
      .restart(1, () => undefined)
      .vote(1, 2, 3)
      .sent(1, 'vote', 3, 2)
    expect(scene.headlines).toEqual([])
  })

  test('a vote repeated, and a vote in the next term, are no second vote', () => {
    const scene = new Scene()
    scene.vote(3, 1, 2).sent(3, 'vote', 2, 1).sent(3, 'vote', 2, 1).vote(3, 2, 3).sent(3, 'vote', 3, 2)
    expect(scene.headlines).toEqual([])
  })
})

describe('one-vote-per-term, where a vote shows late', () => {
  test('the vote of the term before, still shown, is no vote in the new one', () => {
    const scene = new Scene()
    scene
      .vote(3, 1, 2)
      .vote(3, 1, 3)
      .vote(3, 2, 3)
      .stand(2, 4)
      .at(2, (server) => {
        server.role = 'follower'
        server.currentTerm = 5
      })
    scene.vote(2, 1, 5)
    expect(scene.headlines).toEqual([])
    scene.vote(2, 3, 5)
    expect(scene.headlines).toEqual([
      'one-vote-per-term/vote-changed: n2 voted for n1 and then for n3 in term 5',
    ])
  })

  test('a candidate that stands again votes for itself again', () => {
    const scene = new Scene()
    scene.stand(2, 4).stand(2, 5).vote(2, 1, 5)
    expect(scene.headlines).toEqual([
      'one-vote-per-term/vote-changed: n2 voted for n2 and then for n1 in term 5',
    ])
  })
})

describe('election-restriction, in doubt', () => {
  test('a log that grows between standing and asking counts as it is when the vote shows', () => {
    const scene = new Scene().append(1, 1, 7).append(2, 1, 7, 8).stand(1, 3).append(1, 1, 8).vote(2, 1, 3)
    expect(scene.headlines).toEqual([])
  })

  test('a snapshot that is installed after standing, of unknown last term, leaves nothing to compare', () => {
    const scene = new Scene().append(2, 1, 7, 8).stand(1, 3)
    scene.at(1, (server) => {
      server.log.install(3)
      server.commitIndex = server.lastApplied = 2
    })
    scene.vote(2, 1, 3)
    expect(scene.headlines).toEqual([])
  })

  test('entries of the term itself count on neither side', () => {
    const late = new Scene().append(1, 1, 7).append(2, 1, 7).append(3, 1, 7, 8)
    late.stand(1, 3).lead(1).append(1, 3, 8, 9).append(2, 3, 8, 9)
    late.at(2, (server) => (server.votedFor = 'n1'))
    expect(late.headlines).toEqual([])
    late.vote(3, 1, 3)
    expect(late.headlines).toHaveLength(1)
    expect(late.headlines[0]).toMatch(
      /^election-restriction\/shorter-log: n3 .* ends at \(2, term 1\) .* at \(1, term 1\)$/,
    )
  })

  test('a candidate that steps down in its term, takes entries of that term, and asks only then has them', () => {
    const asks = (claim: { lastIndex: number; lastTerm: number } | undefined): string[] => {
      const scene = new Scene().append(1, 1, 7).append(2, 1, 7).append(3, 1, 7, 8)
      scene.stand(1, 3).stand(2, 3).lead(2).append(2, 3, 9)
      scene.at(1, (server) => {
        server.role = 'follower'
        server.log.append(3, 9)
      })
      if (claim !== undefined)
        scene.monitor.sent(0, 'request-vote', 3, false, undefined, ++scene.step, 0, claim)
      return scene.vote(3, 1, 3).headlines
    }
    expect(asks(undefined)).toEqual([])
    expect(asks({ lastIndex: 2, lastTerm: 3 })).toEqual([])
    expect(asks({ lastIndex: 1, lastTerm: 1 })).toHaveLength(1)
  })

  test('what another leader of the term sent before the vote showed does not count', () => {
    const scene = new Scene()
      .append(1, 1, 7)
      .append(2, 1, 7, 8)
      .append(3, 1, 7)
      .stand(1, 3)
      .stand(2, 3)
      .lead(2)
    scene.append(3, 1, 8).append(3, 3, 9)
    scene.at(3, (server) => (server.votedFor = 'n1'))
    expect(scene.headlines).toEqual([])
  })

  test('a candidate seen to stand after another leads, and cut its log in that step, may have claimed more', () => {
    const scene = new Scene().append(1, 1, 7, 8).append(2, 1, 7, 8).append(3, 2, 9).stand(3, 3).lead(3)
    scene.at(1, (server) => {
      server.currentTerm = 3
      server.votedFor = 'n1'
      server.log.cutFrom(1).append(2, 9)
    })
    scene.vote(2, 1, 3)
    expect(scene.headlines).toEqual([])
  })

  test('a vote that may be carried over is judged when it goes out', () => {
    const scene = new Scene().append(1, 1, 7).append(2, 1, 7).stand(1, 3).vote(2, 1, 3)
    scene.append(2, 1, 8).stand(1, 4).vote(2, 1, 4)
    expect(scene.headlines).toEqual([])
    scene.sent(2, 'vote', 4, 1).sent(2, 'vote', 4, 1)
    expect(scene.headlines).toHaveLength(1)
  })

  test('a request that says where the log ends decides, whatever was seen of the log', () => {
    const asks = (lastIndex: number): string[] => {
      const scene = new Scene().append(1, 1, 7).append(2, 1, 7, 8).stand(1, 3)
      scene.monitor.sent(0, 'request-vote', 3, false, undefined, ++scene.step, 0, { lastIndex, lastTerm: 1 })
      return scene.append(1, 1, 8).vote(2, 1, 3).headlines
    }
    expect(asks(2)).toEqual([])
    expect(asks(1)).toEqual([
      "election-restriction/shorter-log: n2 voted for n1 in term 3 although its own log ends at (2, term 1) and the candidate's at (1, term 1)",
    ])
  })

  test('a vote for a request that was made in an earlier life, too', () => {
    const scene = new Scene().append(1, 1, 7).append(2, 1, 7, 8)
    scene.monitor.sent(0, 'request-vote', 3, false, undefined, ++scene.step, 0, { lastIndex: 1, lastTerm: 1 })
    scene
      .crash(1)
      .restart(1, () => undefined)
      .vote(2, 1, 3)
    expect(scene.headlines).toHaveLength(1)
  })
})

describe('election-restriction', () => {
  test('a vote for a shorter log, and for an older last term', () => {
    const scene = new Scene()
    scene.append(1, 1, 7).append(2, 1, 7, 8).append(3, 2, 9)
    scene.stand(1, 3).vote(2, 1, 3).vote(3, 1, 3)
    expect(scene.headlines).toEqual(
      [
        "election-restriction/shorter-log: n2 voted for n1 in term 3 although its own log ends at (2, term 1) and the candidate's at (1, term 1)",
        "election-restriction/older-last-term: n3 voted for n1 in term 3 although its own log ends at (1, term 2) and the candidate's at (1, term 1)",
      ].slice(0, 2),
    )
  })

  test('a longer log with an older last term loses to a shorter one with a newer', () => {
    const scene = new Scene()
    scene.append(1, 2, 9).append(2, 1, 7, 8)
    scene.stand(1, 3).vote(2, 1, 3)
    expect(scene.headlines).toEqual([])
  })

  test('a request that arrives late is judged by the log its sender had then', () => {
    const scene = new Scene()
    scene.append(1, 1, 7, 8).append(2, 1, 7)
    scene.stand(1, 2)
    scene.at(1, (server) => {
      server.role = 'follower'
      server.currentTerm = 3
      server.votedFor = null
      server.log.cutFrom(1)
    })
    scene.vote(2, 1, 2)
    expect(scene.headlines).toEqual([])
  })

  test('a vote reloaded after a restart, or cast in a step that moved the log, is not judged', () => {
    const scene = new Scene()
    scene.append(1, 1, 7).stand(1, 3)
    scene.crash(2).restart(2, (server) => {
      server.currentTerm = 3
      server.votedFor = 'n1'
      server.log.append(1, 7).append(1, 8)
    })
    scene.at(3, (server) => {
      server.currentTerm = 3
      server.votedFor = 'n1'
      server.log.append(1, 7).append(3, 8)
    })
    expect(scene.headlines).toEqual([])
  })

  test('behind a snapshot of unknown last term there is nothing to compare', () => {
    const scene = new Scene()
    scene.at(2, (server) => {
      server.log.install(6)
      server.commitIndex = server.lastApplied = 5
    })
    scene.append(1, 1, 7).stand(1, 3).vote(2, 1, 3)
    expect(scene.headlines).toEqual([])
  })
})
