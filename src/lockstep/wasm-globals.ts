// A part of the binary format of WebAssembly, version 1.

const HEADER = 8
const IMPORTS = 2
const GLOBALS = 6
const EXPORTS = 7
const KIND_FUNCTION = 0
const KIND_TABLE = 1
const KIND_MEMORY = 2
const KIND_GLOBAL = 3
const MUTABLE = 1
const END = 0x0b
/** Initial values: `i32.const`, `i64.const`, `f32.const`, `f64.const`, `global.get`. */
const I32 = 0x41
const I64 = 0x42
const F32 = 0x43
const F64 = 0x44
const GET = 0x23

/** The globals of a module are exported under this and their number. */
export const GLOBAL_PREFIX = 'whitewater_global_'

interface Section {
  readonly id: number
  readonly from: number
  readonly to: number
}

/** What a part of the format that is not known here is. */
class Unknown extends Error {
  override readonly name = 'Unknown'
}

class Reader {
  at: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  byte(): number {
    const byte = this.#bytes[this.at++]
    if (byte === undefined) throw new Unknown('it ends too early')
    return byte
  }

  /** LEB128 of at most 32 bits. */
  number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
  }

  skipNumber(): void {
    while (this.byte() >= 0x80);
  }

  skipText(): void {
    const length = this.number()
    this.at += length
  }
}

function sectionsOf(bytes: Uint8Array): Section[] {
  const reader = new Reader(bytes, HEADER)
  const sections: Section[] = []
  while (reader.at < bytes.length) {
    const id = reader.byte()
    const length = reader.number()
    sections.push({ id, from: reader.at, to: reader.at + length })
    reader.at += length
  }
  return sections
}

/** How many globals it imports; those it has itself are numbered from there on. */
function importedGlobals(bytes: Uint8Array, section: Section | undefined): number {
  if (section === undefined) return 0
  const reader = new Reader(bytes, section.from)
  let globals = 0
  for (let left = reader.number(); left > 0; left--) {
    reader.skipText()
    reader.skipText()
    const kind = reader.byte()
    if (kind === KIND_FUNCTION) {
      reader.skipNumber()
    } else if (kind === KIND_GLOBAL) {
      reader.at += 2
      globals++
    } else if (kind === KIND_TABLE || kind === KIND_MEMORY) {
      if (kind === KIND_TABLE) reader.byte()
      const hasMaximum = (reader.byte() & 1) === 1
      reader.skipNumber()
      if (hasMaximum) reader.skipNumber()
    } else throw new Unknown(`an import of kind ${kind}`)
  }
  return globals
}

/** Positions, among its own globals, of those that may change. */
function mutableGlobals(bytes: Uint8Array, section: Section | undefined): number[] {
  if (section === undefined) return []
  const reader = new Reader(bytes, section.from)
  const count = reader.number()
  const mutable: number[] = []
  for (let position = 0; position < count; position++) {
    reader.byte()
    if (reader.byte() === MUTABLE) mutable.push(position)
    for (let operation = reader.byte(); operation !== END; operation = reader.byte()) {
      if (operation === I32 || operation === I64 || operation === GET) reader.skipNumber()
      else if (operation === F32) reader.at += 4
      else if (operation === F64) reader.at += 8
      else throw new Unknown(`operation ${operation} in an initial value`)
    }
  }
  return mutable
}

function encoded(value: number): number[] {
  const bytes: number[] = []
  for (let left = value >>> 0; ; left >>>= 7) {
    if (left < 0x80) return [...bytes, left]
    bytes.push((left & 0x7f) | 0x80)
  }
}

/**
 * The same module, which also exports all its globals that may change, under {@link GLOBAL_PREFIX} and a number: memory and
 * they are its whole state between two calls. Undefined where it has something that is not known here.
 */
export function withGlobalsExported(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  try {
    const sections = sectionsOf(bytes)
    const find = (id: number): Section | undefined => sections.find((section) => section.id === id)
    const exports = find(EXPORTS)
    if (exports === undefined) return undefined
    const first = importedGlobals(bytes, find(IMPORTS))
    const added = mutableGlobals(bytes, find(GLOBALS)).map((position) => first + position)
    const reader = new Reader(bytes, exports.from)
    const count = encoded(reader.number() + added.length)
    const more = added.flatMap((index) => {
      const name = Buffer.from(`${GLOBAL_PREFIX}${index}`)
      return [...encoded(name.length), ...name, KIND_GLOBAL, ...encoded(index)]
    })
    const known = bytes.subarray(reader.at, exports.to)
    const length = encoded(count.length + known.length + more.length)
    const before = sections[sections.indexOf(exports) - 1]?.to ?? HEADER
    const parts = [
      bytes.subarray(0, before),
      ...[[EXPORTS], length, count].map((part) => Uint8Array.from(part)),
      known,
      Uint8Array.from(more),
      bytes.subarray(exports.to),
    ]
    return new Uint8Array(Buffer.concat(parts))
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}
