import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { Network, type NetworkPlan, type Passage } from '../../../src/sim/network.ts'
import { statistics, type FaultStatisticsKeeper } from './fake-world.ts'

const SIZE = 2
const rough: NetworkPlan = {
  latency: { distribution: 'exponential', min: 1, mean: 5 },
  drop: 100_000,
  duplicate: 200_000,
  fifo: false,
}
const smooth: NetworkPlan = {
  latency: { distribution: 'constant', min: 1, mean: 0 },
  drop: 0,
  duplicate: 0,
  fifo: false,
}
const network = (plan: NetworkPlan): Network => new Network(plan, SIZE, new RandomStream('network'))
const send = (net: Network, from: number, to: number, now: number): Passage => ({
  ...net.send(from, to, now),
})

interface Planned {
  readonly from: number
  readonly to: number
  readonly gap: number
}

const link = fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1))
const planned: fc.Arbitrary<Planned[]> = fc.array(
  fc.tuple(link, fc.nat(3000)).map(([[from, to], gap]) => ({ from, to, gap })),
  { minLength: 1, maxLength: 40, size: 'max' },
)

describe('one fault does not change what becomes of other messages', () => {
  const fault = fc.record({
    link,
    begin: fc.nat(20),
    length: fc.integer({ min: 1, max: 20 }),
    cut: fc.boolean(),
  })

  /** What becomes of each message, while the fault, if any, is on for some of them; and which it touched. */
  function passages(
    list: readonly Planned[],
    plan: NetworkPlan,
    one?: typeof fault extends fc.Arbitrary<infer T> ? T : never,
  ) {
    const net = network(plan)
    const by = statistics()
    const slow = { delayLow: 3, delayHigh: 30, duplicate: 500_000, duplicateWithin: 5, drop: 300_000 }
    let now = 0
    return list.map(({ from, to, gap }, at) => {
      if (one !== undefined && at === one.begin) {
        if (one.cut) net.cut(...one.link, by, 'lost')
        else net.disturb(...one.link, slow, by)
      }
      if (one !== undefined && at === one.begin + one.length) {
        if (one.cut) net.mend(...one.link, by)
        else net.calm(...one.link, by)
      }
      now += gap
      const on = one !== undefined && at >= one.begin && at < one.begin + one.length
      const touched = on && from === one.link[0] && to === one.link[1]
      return { touched, passage: send(net, from, to, now) }
    })
  }

  test.each([
    ['that doubles nothing', { ...rough, duplicate: 0 }],
    ['that doubles messages', rough],
  ])('a cut or a disturbance leaves all others as they were, on a network %s', (_, plan) => {
    fc.assert(
      fc.property(planned, fault, (list, one) => {
        const without = passages(list, plan)
        for (const [at, { touched, passage }] of passages(list, plan, one).entries()) {
          if (!touched) expect(passage).toEqual(without[at]!.passage)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('messages of one link do not change the delays of another', () => {
    fc.assert(
      fc.property(planned, link, (list, [from, to]) => {
        const of = (some: readonly Planned[]): Passage[] => {
          const net = network(rough)
          let now = 0
          return some.map((one) =>
            send(net, one.from, one.to, (now += one.from === from && one.to === to ? 7 : 0)),
          )
        }
        const mine = (one: Planned): boolean => one.from === from && one.to === to
        expect(of(list).filter((_, at) => mine(list[at]!))).toEqual(of(list.filter(mine)))
      }),
    )
  })
})

describe('cuts', () => {
  test('what is sent over a cut link is lost and counted, one way only, until mended by who cut it', () => {
    const net = network(smooth)
    const [one, other] = [statistics('f1'), statistics('f2')]
    net.cut(0, 1, one, 'lost')
    net.cut(0, 1, other, 'lost')
    expect(send(net, 0, 1, 0)).toMatchObject({ lost: 'partition', fault: one })
    expect(send(net, 1, 0, 0)).toMatchObject({ lost: undefined, arrival: 1000 })
    net.mend(0, 1, one)
    expect(send(net, 0, 1, 0)).toMatchObject({ lost: 'partition', fault: other })
    net.mend(0, 1, other)
    expect(send(net, 0, 1, 0)).toMatchObject({ lost: undefined })
    expect([one.counts, other.counts]).toEqual([{ messagesCut: 1 }, { messagesCut: 1 }])
  })

  test('what is on its way meets the cut as well', () => {
    const net = network(smooth)
    const by = statistics()
    expect(net.cutNow(0, 1)).toBeUndefined()
    net.cut(0, 1, by, 'lost')
    expect(net.cutNow(0, 1)).toBe(by)
    expect(by.counts).toEqual({ messagesCut: 1 })
  })

  test('a cut may spare what is on its way, and nothing that is sent later; another cut spares nothing by that', () => {
    const net = network(smooth)
    const [sparing, by] = [statistics('f1'), statistics('f2')]
    net.cut(0, 1, sparing, 'arrives')
    expect(net.cutNow(0, 1)).toBeUndefined()
    expect(send(net, 0, 1, 0)).toMatchObject({ lost: 'partition', fault: sparing })
    net.cut(0, 1, by, 'lost')
    expect(net.cutNow(0, 1)).toBe(by)
    expect([sparing.counts, by.counts]).toEqual([{ messagesCut: 1 }, { messagesCut: 1 }])
  })
})

describe('disturbances', () => {
  const disturbed = (
    what: Parameters<Network['disturb']>[2],
    plan = smooth,
  ): { net: Network; by: FaultStatisticsKeeper } => {
    const [net, by] = [network(plan), statistics()]
    net.disturb(0, 1, what, by)
    return { net, by }
  }

  test('delay: every message is later by as much as asked for', () => {
    const { net, by } = disturbed({ delayLow: 10, delayHigh: 20 })
    for (let n = 0; n < 50; n++) {
      const { arrival, fault } = send(net, 0, 1, 0)
      expect(arrival).toBeGreaterThanOrEqual(11_000)
      expect(arrival).toBeLessThanOrEqual(21_000)
      expect(fault).toBe(by)
    }
    expect(by.counts).toEqual({ messagesDelayed: 50 })
  })

  test('drop: as often as asked for', () => {
    const { net, by } = disturbed({ drop: 250_000 })
    const lost = Array.from({ length: 2000 }, () => send(net, 0, 1, 0)).filter((one) => one.lost === 'loss')
    expect(lost.length / 2000).toBeCloseTo(0.25, 1)
    expect(by.counts).toEqual({ messagesDropped: lost.length })
  })

  test('duplicate: a second copy, not before the first and within the time given', () => {
    const { net, by } = disturbed({ duplicate: 1_000_000, duplicateWithin: 5 })
    for (let n = 0; n < 50; n++) {
      const { arrival, copy } = send(net, 0, 1, 0)
      expect(copy).toBeGreaterThanOrEqual(arrival)
      expect(copy).toBeLessThanOrEqual(arrival + 5000)
    }
    expect(by.counts).toEqual({ messagesDuplicated: 50 })
  })

  test('reorder: some are held back, so that later ones overtake them', () => {
    const { net } = disturbed({ reorder: 500_000, reorderWithin: 50 })
    const arrivals = Array.from({ length: 50 }, (_, n) => send(net, 0, 1, n).arrival)
    expect(arrivals.some((arrival, at) => at > 0 && arrival < arrivals[at - 1]!)).toBe(true)
  })

  test('several add up, and each ends by itself', () => {
    const { net, by } = disturbed({ delayLow: 10, delayHigh: 10 })
    const other = statistics('f2')
    net.disturb(0, 1, { delayLow: 5, delayHigh: 5 }, other)
    expect(send(net, 0, 1, 0).arrival).toBe(16_000)
    net.calm(0, 1, by)
    expect(send(net, 0, 1, 0).arrival).toBe(6_000)
    net.calm(0, 1, other)
    expect(send(net, 0, 1, 0)).toMatchObject({ arrival: 1_000, fault: undefined })
    expect([by.counts, other.counts]).toEqual([{ messagesDelayed: 1 }, { messagesDelayed: 2 }])
  })
})

describe('fifo', () => {
  test('messages of a link arrive in the order they were sent', () => {
    fc.assert(
      fc.property(planned, (list) => {
        const net = network({ ...rough, duplicate: 0, fifo: true })
        const last = new Map<string, number>()
        let now = 0
        for (const { from, to, gap } of list) {
          const { arrival, lost } = send(net, from, to, (now += gap))
          if (lost !== undefined) continue
          expect(arrival).toBeGreaterThanOrEqual(last.get(`${from} ${to}`) ?? 0)
          last.set(`${from} ${to}`, arrival)
        }
      }),
    )
  })

  test('a second copy does not overtake what was sent before it', () => {
    fc.assert(
      fc.property(planned, (list) => {
        const net = network({ ...rough, fifo: true })
        const last = new Map<string, number>()
        let now = 0
        for (const { from, to, gap } of list) {
          const { arrival, copy, lost } = send(net, from, to, (now += gap))
          if (copy >= 0) expect(copy).toBeGreaterThanOrEqual(last.get(`${from} ${to}`) ?? 0)
          if (lost === undefined) last.set(`${from} ${to}`, arrival)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('without it they overtake each other', () => {
    const net = network({ ...rough, duplicate: 0, drop: 0 })
    const arrivals = Array.from({ length: 50 }, (_, n) => send(net, 0, 1, n).arrival)
    expect(arrivals.some((arrival, at) => at > 0 && arrival < arrivals[at - 1]!)).toBe(true)
  })
})

test('a message does not arrive before it is sent', () => {
  const back: NetworkPlan = { ...smooth, latency: { distribution: 'constant', min: -1, mean: 0 } }
  expect(() => send(network(back), 0, 1, 5000)).toThrow(
    'a message sent at 5000 arrives at 4000, its copy at -1',
  )
})
