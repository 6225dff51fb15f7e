import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import type { Effect, InstallSnapshot, Message, SnapshotMeta } from '../../../../src/raft/core/index.ts'
import { Snapshots, type Imaged } from '../../../../src/raft/node/snapshots.ts'
import { FakeEnvironment } from './fake-environment.ts'

class Register implements Imaged {
  value: Json = null
  snapshot(): Json {
    return { value: this.value }
  }
  restore(image: Json): void {
    this.value = (image as { value: Json }).value
  }
}

const membership = { voters: ['n1', 'n2'], outgoing: [], learners: ['n3'] }
const meta = (index: number, term = 1): SnapshotMeta => ({ index, term, membership })

const chunk = (index: number, offset: number, limit = 1000): Extract<Effect, { do: 'send-chunk' }> => ({
  do: 'send-chunk',
  to: 'n2',
  message: { type: 'install-snapshot', term: 2, index, lastTerm: 1, membership, offset, round: 3 },
  limit,
})

const life = { life: 3, firstRecord: 8 }

interface Made {
  readonly environment: FakeEnvironment
  readonly register: Register
  readonly snapshots: Snapshots
  /** Last indexes of the snapshots that are on their way. */
  readonly onTheirWay: Set<number>
}

function make(found?: { index: number; image: string }): Made {
  const environment = new FakeEnvironment()
  const register = new Register()
  const onTheirWay = new Set<number>()
  const stored = found && { ...meta(found.index), image: found.image, ...life }
  const snapshots = new Snapshots(environment, register, stored, life, (index) => onTheirWay.has(index))
  return { environment, register, snapshots, onTheirWay }
}

/** Takes a snapshot of this value, until it is durable. */
function taken(made: Made, index: number, value: Json): void {
  made.register.value = value
  made.snapshots.take(meta(index), () => {})
  made.environment.sync()
}

const lastSent = ({ environment }: Made): Message | undefined => environment.sent.at(-1)?.message

describe('§7: taking', () => {
  test('the state as it is now is stored with what it replaces, and `done` comes once it is durable', () => {
    const { environment, register, snapshots } = make()
    register.value = 'before'
    let done = 0
    snapshots.take(meta(7), () => done++)
    register.value = 'after'
    expect(done).toBe(0)
    environment.sync()
    expect(done).toBe(1)
    expect(environment.disk.stored).toEqual({
      snapshot: { ...meta(7), image: '{"value":"before"}', ...life },
    })
  })

  test('the image of the one before is kept while it is on its way, and not longer', () => {
    const made = make()
    taken(made, 5, 'five')
    made.onTheirWay.add(5)
    taken(made, 6, 'six')
    made.snapshots.send(chunk(5, 0))
    expect(lastSent(made)).toMatchObject({ index: 5, data: '{"value":"five"}' })
    made.onTheirWay.clear()
    taken(made, 7, 'seven')
    expect(() => made.snapshots.send(chunk(5, 0))).toThrow()
    expect(() => made.snapshots.send(chunk(6, 0))).toThrow()
    made.snapshots.send(chunk(7, 0))
    expect(lastSent(made)).toMatchObject({ index: 7, data: '{"value":"seven"}' })
  })

  test('the latest can be sent until the next is durable', () => {
    const made = make()
    taken(made, 5, 'five')
    made.snapshots.take(meta(6), () => {})
    made.snapshots.send(chunk(5, 0))
    expect(lastSent(made)).toMatchObject({ index: 5 })
  })

  test('one that is durable only after a later one was installed does not take its place', () => {
    const made = make()
    made.snapshots.take(meta(5), () => {})
    made.snapshots.keep(0, '{"value":"nine"}')
    made.snapshots.install(meta(9))
    made.environment.sync()
    made.snapshots.send(chunk(9, 0))
    expect(lastSent(made)).toMatchObject({ index: 9, data: '{"value":"nine"}' })
    expect(made.environment.disk.stored).toMatchObject({ snapshot: { index: 5 } })
    made.environment.disk.sync(1)
    expect(made.environment.disk.stored).toMatchObject({ snapshot: { index: 9 } })
  })
})

describe('§7, Figure 13: sending in chunks', () => {
  test('each has its place, and the last one says so; together they are the image', () => {
    const made = make({ index: 4, image: '{"value":"abc"}' })
    let text = ''
    for (let offset = 0; offset < 15; offset += 4) {
      made.snapshots.send(chunk(4, offset, 4))
      const { data, done } = lastSent(made) as InstallSnapshot
      text += data
      expect(done).toBe(offset + 4 >= 15)
    }
    expect(text).toBe('{"value":"abc"}')
  })

  test('an image that ends with a chunk needs no empty one behind it', () => {
    const made = make({ index: 4, image: '12345678' })
    made.snapshots.send(chunk(4, 4, 4))
    expect(lastSent(made)).toMatchObject({ data: '5678', done: true })
  })

  test('goes to whom it is for, with what the core says of it', () => {
    const made = make({ index: 4, image: '1' })
    made.snapshots.send(chunk(4, 0))
    expect(made.environment.sent).toEqual([
      { to: 'n2', message: { ...chunk(4, 0).message, data: '1', done: true } },
    ])
  })
})

describe('§7: installing', () => {
  test('the chunks make the state, and are stored with what they replace', () => {
    const { environment, register, snapshots } = make()
    snapshots.keep(0, '{"val')
    snapshots.keep(5, 'ue":[1,2]}')
    snapshots.install(meta(9, 3))
    expect(register.value).toEqual([1, 2])
    expect(environment.disk.unsynced).toBe(1)
    environment.disk.sync(1)
    expect(environment.disk.stored).toEqual({
      snapshot: { ...meta(9, 3), image: '{"value":[1,2]}', ...life },
    })
  })

  test('a chunk at the beginning begins anew: what came of another one is dropped', () => {
    const { register, snapshots } = make()
    snapshots.keep(0, '{"value":"left half')
    snapshots.keep(0, '{"value":')
    snapshots.keep(9, '"whole"}')
    snapshots.install(meta(9))
    expect(register.value).toBe('whole')
  })

  test('it can be sent on, also in the next life', () => {
    const made = make()
    made.snapshots.keep(0, '{"value":1}')
    made.snapshots.install(meta(9))
    made.snapshots.send(chunk(9, 0))
    expect(lastSent(made)).toMatchObject({ data: '{"value":1}' })
    const later = make({ index: 9, image: '{"value":1}' })
    expect(later.register.value).toBe(1)
    later.snapshots.send(chunk(9, 0))
    expect(lastSent(later)).toMatchObject({ data: '{"value":1}' })
  })
})
