import type { Json } from '../../../base/json.ts'
import type { InstallSnapshot } from '../../core/index.ts'

/**
 * Follows the chunks of a snapshot that comes in, as the Raft core does, and looks at the whole before the core does:
 * once the last chunk is there the core has let go of its log, and it is too late to find that the image is none.
 */
export class IncomingImage {
  readonly #tryOut: (image: Json) => void
  #of = ''
  #chunks: string[] = []
  #length = 0

  /** @param tryOut throws when a state cannot be restored from an image. */
  constructor(tryOut: (image: Json) => void) {
    this.#tryOut = tryOut
  }

  /** What is wrong with the snapshot that this chunk completes; undefined when nothing is, or it is not the last. */
  fault({ term, index, lastTerm, offset, data, done }: InstallSnapshot): string | undefined {
    const of = `${term} ${index} ${lastTerm}`
    if (of !== this.#of) {
      this.#of = of
      this.#chunks = []
      this.#length = 0
    }
    if (offset !== this.#length) return undefined // the core asks for another one
    this.#chunks.push(data)
    this.#length += data.length
    if (!done) return undefined
    const image = this.#chunks.join('')
    this.#of = ''
    this.#chunks = []
    try {
      this.#tryOut(JSON.parse(image) as Json)
      return undefined
    } catch (error) {
      return `install-snapshot: the image is none: ${(error as Error).message}`
    }
  }
}
