import { describe, expect, test } from 'vitest'
import { idleFaults, Nemesis, type AnyFaultPlan } from '../../../nemesis/index.ts'
import { FakeSurface } from './fake-surface.ts'

const crash = (fault: Partial<AnyFaultPlan>): AnyFaultPlan =>
  ({ kind: 'crash', when: { at: 10 }, for: 20, nodes: ['n1'], unsynced: 'keep', ...fault }) as AnyFaultPlan

function begin(...faults: AnyFaultPlan[]) {
  const surface = new FakeSurface()
  const nemesis = new Nemesis(faults, surface)
  nemesis.start()
  return { surface, nemesis }
}

describe('a fault at an instant', () => {
  test('strikes then and is undone after its time', () => {
    const { surface, nemesis } = begin(crash({}))
    surface.runTo(100)
    expect(surface.calls).toEqual(['10 crash n1 keep f1', '30 restart n1 f1'])
    expect(nemesis.records()).toEqual([
      {
        id: 'f1',
        kind: 'crash',
        text: 'at 10 ms: crash n1 for 20 ms, unsynced writes: kept',
        activations: [{ from: 10_000, to: 30_000, nodes: ['n1'] }],
        effects: { crashes: 1 },
        phases: { start: 1 },
      },
    ])
  })

  test('strikes as many times as it says, from beginning to beginning', () => {
    const { surface } = begin(crash({ repeat: { times: 3, every: 50 } }))
    surface.runTo(1000)
    expect(surface.calls.filter((call) => call.includes('crash'))).toEqual([
      '10 crash n1 keep f1',
      '60 crash n1 keep f1',
      '110 crash n1 keep f1',
    ])
  })

  test('never strikes again before it is undone', () => {
    const { surface } = begin(crash({ repeat: { times: 2, every: 0 } }))
    surface.runTo(1000)
    expect(surface.calls).toEqual([
      '10 crash n1 keep f1',
      '30 restart n1 f1',
      '30 crash n1 keep f1',
      '50 restart n1 f1',
    ])
  })
})

test('a fault that lasts stays when the others are healed', () => {
  const surface = new FakeSurface()
  const nemesis = new Nemesis([crash({ for: 500 })], surface, undefined, crash({ for: 1000, nodes: ['n2'] }))
  nemesis.start()
  surface.runTo(100)
  nemesis.healAll()
  expect(surface.calls.filter((call) => call.includes('restart'))).toEqual(['100 restart n1 f1'])
  surface.runTo(5000)
  nemesis.healLasting()
  expect(surface.calls.at(-1)).toBe('5000 restart n2 f2')
  expect(nemesis.records().map(({ id }) => id)).toEqual(['f1', 'f2'])
})

describe('a fault on an occasion', () => {
  const onVote = { on: 'voted', skip: 1, delay: 5, after: 100 } as const

  test('waits for it, counts only from its instant on, and strikes its subject', () => {
    const { surface } = begin(crash({ when: onVote, nodes: 'subject' }))
    surface.happens('voted', 'n2')
    surface.runTo(100)
    surface.happens('voted', 'n3')
    surface.happens('leader', 'n4')
    surface.runTo(150)
    expect(surface.calls).toEqual([])
    surface.happens('voted', 'n5')
    expect(surface.calls).toEqual([])
    surface.runTo(200)
    expect(surface.calls).toEqual(['155 crash n5 keep f1', '175 restart n5 f1'])
  })

  test('waits anew after each strike', () => {
    const { surface } = begin(crash({ when: onVote, nodes: 'subject', repeat: { times: 2, every: 0 } }))
    surface.runTo(100)
    for (const node of ['n1', 'n2', 'n3', 'n4']) surface.happens('voted', node)
    surface.runTo(200)
    for (const node of ['n3', 'n4', 'n5']) surface.happens('voted', node)
    surface.runTo(300)
    surface.happens('voted', 'n5')
    surface.happens('voted', 'n5')
    surface.runTo(400)
    expect(surface.calls.filter((call) => call.includes('crash'))).toEqual([
      '105 crash n2 keep f1',
      '205 crash n4 keep f1',
    ])
  })

  test('may count those of the leader only', () => {
    const { surface } = begin(
      crash({ when: { on: 'committed', skip: 0, delay: 0, of: 'leader' }, nodes: 'subject' }),
    )
    surface.happens('committed', 'n2')
    surface.happens('committed', 'n1')
    surface.runTo(50)
    expect(surface.calls).toEqual(['0 crash n1 keep f1', '20 restart n1 f1'])
  })
})

describe('faults that overlap', () => {
  test('a server that two faults keep down is crashed once and comes back with the later one', () => {
    const { surface, nemesis } = begin(crash({}), crash({ when: { at: 15 }, for: 50 }))
    surface.runTo(100)
    expect(surface.calls).toEqual(['10 crash n1 keep f1', '65 restart n1 f2'])
    expect(idleFaults(nemesis.records()).map(({ id }) => id)).toEqual(['f2'])
  })

  test('a server that is paused and then crashed is restarted, not resumed', () => {
    const { surface } = begin({ kind: 'pause', when: { at: 5 }, for: 40, nodes: ['n1'] }, crash({}), {
      kind: 'pause',
      when: { at: 12 },
      for: 40,
      nodes: ['n1'],
    })
    surface.runTo(100)
    expect(surface.calls).toEqual(['5 pause n1 f1', '10 crash n1 keep f2', '30 restart n1 f2'])
  })

  test('two pauses end with the later one', () => {
    const pause = { kind: 'pause', when: { at: 5 }, for: 40, nodes: ['n1'] } as const
    const { surface } = begin(pause, { ...pause, when: { at: 20 } })
    surface.runTo(100)
    expect(surface.calls).toEqual(['5 pause n1 f1', '60 resume n1 f2'])
  })

  test('of two clock rates and disk delays the newest counts, and the older one comes back', () => {
    const skew = {
      kind: 'clock-skew',
      when: { at: 0 },
      for: 100,
      nodes: ['n1'],
      rate: 500_000,
      jump: 0,
    } as const
    const slow = { kind: 'slow-disk', when: { at: 0 }, for: 10, nodes: ['n2'], by: 7 } as const
    const { surface } = begin(
      skew,
      { kind: 'timeouts', when: { at: 10 }, for: 20, nodes: ['n1'], timers: 'late' },
      slow,
      { ...slow, for: 20, when: { at: 5 }, by: 9 },
    )
    surface.runTo(200)
    const of = (word: string): string[] => surface.calls.filter((call) => call.split(' ')[1] === word)
    expect(of('rate')).toEqual([
      '0 rate n1 500000 f1',
      '10 rate n1 200000 f2',
      '30 rate n1 500000 f2',
      '100 rate n1 1000000 f1',
    ])
    expect(of('slow')).toEqual(['0 slow n2 7 f3', '5 slow n2 9 f4', '25 slow n2 0 f4'])
    expect(surface.untouched).toBe(true)
  })

  test('a link that two partitions cut is mended twice', () => {
    const cut = { kind: 'partition', shape: 'isolate-one', when: { at: 0 }, for: 10, nodes: ['n1'] } as const
    const { surface } = begin(cut, { ...cut, for: 20 })
    surface.runTo(15)
    expect(surface.cuts).toHaveLength(8)
    surface.runTo(30)
    expect(surface.untouched).toBe(true)
  })
})

describe('the end of the chaos phase', () => {
  test('undoes all that is on, and nothing strikes afterwards', () => {
    const { surface, nemesis } = begin(
      crash({ for: 10_000 }),
      crash({ when: { on: 'leader', skip: 0, delay: 50 }, nodes: 'subject' }),
      crash({ when: { at: 500 } }),
      crash({ nodes: ['n2'], repeat: { times: 9, every: 90 } }),
    )
    surface.runTo(50)
    surface.happens('leader', 'n4')
    nemesis.healAll()
    const calls = [...surface.calls]
    surface.happens('leader', 'n5')
    surface.runTo(20_000)
    expect(surface.calls).toEqual(calls)
    expect(surface.untouched).toBe(true)
    expect(nemesis.records().map(({ activations }) => activations)).toEqual([
      [{ from: 10_000, to: 50_000, nodes: ['n1'] }],
      [],
      [],
      [{ from: 10_000, to: 30_000, nodes: ['n2'] }],
    ])
  })
})

describe('the books', () => {
  test('a strike that is still on has no end', () => {
    const { surface, nemesis } = begin(crash({ for: 500 }))
    surface.runTo(100)
    expect(nemesis.records()[0]?.activations).toEqual([{ from: 10_000, to: null, nodes: ['n1'] }])
  })

  test('elections count while a fault is on and for a second after it began', () => {
    const { surface, nemesis } = begin(
      crash({}),
      crash({ for: 3000, nodes: ['n2'] }),
      crash({ when: { at: 5000 } }),
    )
    surface.happens('candidate', 'n3')
    surface.runTo(900)
    surface.happens('candidate', 'n3')
    surface.runTo(1500)
    surface.happens('candidate', 'n3')
    surface.runTo(4000)
    surface.happens('candidate', 'n3')
    expect(nemesis.records().map(({ effects }) => effects['elections'] ?? 0)).toEqual([1, 2, 0])
  })

  test('faults that never struck, found nobody, or did nothing are idle', () => {
    const { surface, nemesis } = begin(
      crash({}),
      crash({ when: { on: 'truncated', skip: 0, delay: 0 } }),
      crash({ nodes: 'candidate' }),
      { kind: 'drop', when: { at: 0 }, for: 10, nodes: 'all', direction: 'both', chance: 1000 },
    )
    surface.runTo(100)
    surface.happens('candidate', 'n3')
    expect(idleFaults(nemesis.records()).map(({ id }) => id)).toEqual(['f2', 'f3', 'f4'])
    expect(nemesis.records()[2]?.activations).toEqual([{ from: 10_000, to: 10_000, nodes: [] }])
  })
})

test('a world without what a fault needs is refused', () => {
  const surface = new FakeSurface()
  Object.defineProperty(surface, 'process', { value: undefined })
  expect(() => new Nemesis([crash({})], surface)).toThrow(
    'faults[0]: crash needs process, which this target does not offer',
  )
  expect(() => new Nemesis([{ ...crash({}), kind: 'meteor' }], surface)).toThrow(
    'there is no fault kind "meteor"',
  )
})

describe('a fault that waits for what nobody shows', () => {
  const proposed = { on: 'proposed', skip: 3, delay: 1, of: 'leader', after: 100 } as const

  test('strikes some server at some other time', () => {
    const surface = new FakeSurface()
    surface.peeks.clear()
    new Nemesis(
      [crash({ when: proposed, nodes: 'subject', repeat: { times: 2, every: 50 } })],
      surface,
    ).start()
    surface.runTo(99)
    expect(surface.calls).toEqual([])
    surface.runTo(2000)
    const crashes = surface.calls.filter((call) => / crash n\d/.test(call))
    expect(crashes).toHaveLength(2)
  })

  test('waits on where somebody does, and for a write, which is seen from outside', () => {
    for (const [clears, when] of [
      [false, proposed],
      [true, { on: 'wrote', skip: 0, delay: 0 }],
    ] as const) {
      const surface = new FakeSurface()
      if (clears) surface.peeks.clear()
      new Nemesis([crash({ when, nodes: 'subject' })], surface).start()
      surface.runTo(2000)
      expect(surface.calls).toEqual([])
    }
  })
})
