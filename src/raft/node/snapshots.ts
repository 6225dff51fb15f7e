import type { Json } from '../../base/json.ts'
import { present } from '../../base/assert.ts'
import { canonicalJson } from '../../base/json.ts'
import type { Effect, Message, SnapshotMeta } from '../core/index.ts'
import type { Environment } from './environment.ts'
import { SNAPSHOT_KEY, type StoredSnapshot } from './wal.ts'

type Incarnation = Pick<StoredSnapshot, 'life' | 'firstRecord'>
type SendChunk = Extract<Effect, { do: 'send-chunk' }>

/** What can be made into a snapshot, and back. */
export interface Imaged {
  snapshot(): Json
  restore(image: Json): void
}

/** The snapshots of one incarnation of a server: taken, stored, sent and received in chunks (§7). */
export class Snapshots {
  readonly #environment: Environment<Message>
  readonly #service: Imaged
  readonly #incarnation: Incarnation
  readonly #isOnItsWay: (index: number) => boolean
  /** By their last index: the latest that was stored, and those that are on their way to a follower. */
  readonly #images = new Map<number, SnapshotImage>()
  #latest = 0
  #chunks: string[] = []

  constructor(
    environment: Environment<Message>,
    service: Imaged,
    found: StoredSnapshot | undefined,
    incarnation: Incarnation,
    isOnItsWay: (index: number) => boolean,
  ) {
    this.#environment = environment
    this.#service = service
    this.#incarnation = incarnation
    this.#isOnItsWay = isOnItsWay
    if (found === undefined) return
    this.#keepLatest(found.index, new SnapshotImage(() => found.image))
    service.restore(JSON.parse(found.image) as Json)
  }

  /** Takes the state as it is; `done` is called once it is durable. */
  take(meta: SnapshotMeta, done: () => void): void {
    const state = this.#service.snapshot()
    const image = new SnapshotImage(() => canonicalJson(state))
    this.#store(meta, image)
    this.#environment.storage.sync(() => {
      // One of a leader's may have come meanwhile.
      if (meta.index > this.#latest) this.#keepLatest(meta.index, image)
      done()
    })
  }

  send({ to, message, limit }: SendChunk): void {
    const image = present(this.#images.get(message.index), 'the image of a snapshot on its way').text
    const end = message.offset + limit
    const data = image.slice(message.offset, end)
    this.#environment.transport.send(to, { ...message, data, done: end >= image.length })
  }

  keep(offset: number, data: string): void {
    if (offset === 0) this.#chunks = []
    this.#chunks.push(data)
  }

  /** The chunks are all there: stores the snapshot, and goes on from its state. */
  install(meta: SnapshotMeta): void {
    const text = this.#chunks.join('')
    this.#chunks = []
    this.#service.restore(JSON.parse(text) as Json)
    const image = new SnapshotImage(() => text)
    this.#store(meta, image)
    this.#keepLatest(meta.index, image)
  }

  /** Which there are, and what has come of one so far. */
  state(): Json {
    return [this.#latest, [...this.#images.keys()], this.#chunks]
  }

  #keepLatest(index: number, image: SnapshotImage): void {
    for (const other of this.#images.keys()) if (!this.#isOnItsWay(other)) this.#images.delete(other)
    this.#images.set(index, image)
    this.#latest = index
  }

  #store({ index, term, membership }: SnapshotMeta, image: SnapshotImage): void {
    const { life, firstRecord } = this.#incarnation
    const stored: StoredSnapshot = {
      index,
      term,
      membership,
      get image() {
        return image.text
      },
      life,
      firstRecord,
    }
    this.#environment.storage.write(SNAPSHOT_KEY, stored as Json)
  }
}

/**
 * The state that a snapshot holds, as text, written when somebody reads it first: a real disk, a follower it is sent to, an incarnation
 * that finds it. On a simulated disk, which keeps the value itself, most are replaced before.
 */
class SnapshotImage {
  #text: string | undefined
  #write: (() => string) | undefined

  constructor(write: () => string) {
    this.#write = write
  }

  get text(): string {
    if (this.#write !== undefined) {
      this.#text = this.#write()
      this.#write = undefined
    }
    return present(this.#text, 'the text of an image')
  }
}
