import type { Millis } from '../base/time.ts'
import { ContractBreach } from '../subject/contract-breach.ts'
import { lockstepBreach } from './answer.ts'
import { MAX_LINE_LENGTH, type Carrier } from './carrier.ts'
import { MemoryImage } from './memory-image.ts'
import { Wasi, type WasiState } from './wasi.ts'
import { globalsOf, type WasmExports, type WasmProgram } from './wasm-program.ts'

const LINES_SHOWN = 5
const BRACE = 0x7b

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const WASM_PAGE = 64 * 1024

/** The state of an instance between two lines. */
export interface SavedInstance {
  readonly memory: MemoryImage
  readonly globals: readonly (number | bigint)[]
  readonly world: WasiState
}

/**
 * Lines through the memory of a WebAssembly module. Each incarnation of a server has an instance of its own: runtimes
 * seed generators from `random_get` when they start (Go walks its maps by one), so what an instance that is kept
 * answers would depend on the runs before. A crash so forgets all of the memory, whatever the module does about it.
 * A new instance of 11 MB of compiled Go takes 10 ms, as long as 100 of its answers.
 */
export class WasmCarrier implements Carrier {
  readonly #program: WasmProgram
  #wasi: Wasi | undefined
  #exports: WasmExports | undefined
  isOpen = true

  constructor(program: WasmProgram) {
    this.#program = program
  }

  begin(seed: number): void {
    const wasi = new Wasi(seed, this.#program.parameters)
    this.#wasi = wasi
    this.#exports = this.#guarded(() => {
      const exports = this.#program.instantiate((names) => wasi.imports(names))
      wasi.attach(exports.memory)
      exports._initialize()
      return exports
    })
  }

  exchange(line: string, now: Millis = 0): string {
    if (this.#exports === undefined) this.begin(0)
    const exports = this.#exports as WasmExports
    this.#wasi?.beginStep(now)
    const { memory } = exports
    const length = Buffer.byteLength(line)
    const { from, answered } = this.#guarded(() => {
      const from = exports.whitewater_buffer(length) >>> 0
      this.#checkRange('line', from, length)
      encoder.encodeInto(line, new Uint8Array(memory.buffer, from, length))
      return { from, answered: exports.whitewater_step(length) >>> 0 }
    })
    if (answered > MAX_LINE_LENGTH)
      throw this.#breach('flood', `answered with a line of ${answered} bytes; 16 MiB may be`)
    // the buffer may have been moved to make room for the answer
    const there = this.#guarded(() => exports.whitewater_buffer(answered) >>> 0)
    // a module that makes a new buffer at each call has its answer where the line was
    const to = new Uint8Array(memory.buffer)[there] === BRACE ? there : from
    this.#checkRange('answer', to, answered)
    try {
      return decoder.decode(new Uint8Array(memory.buffer, to, answered))
    } catch {
      throw this.#breach('utf-8', 'answered with what is no UTF-8')
    }
  }

  /** Its state, as what differs in its memory from `base`; that is the memory itself where there is none yet. */
  save(base?: Uint8Array): SavedInstance {
    const exports = this.#exports as WasmExports
    const memory = new Uint8Array(exports.memory.buffer)
    return {
      memory: new MemoryImage(base ?? memory.slice(), memory),
      globals: globalsOf(exports).map(({ value }) => value),
      world: (this.#wasi as Wasi).state,
    }
  }

  /** Puts a state back that an instance of this program once had. */
  restore({ memory, globals, world }: SavedInstance): void {
    const size = (): number => this.#exports?.memory.buffer.byteLength ?? 0
    // memory that has grown never shrinks, and a module sees how large it is
    if (this.#exports === undefined || size() > memory.length) this.begin(world.seed)
    const exports = this.#exports as WasmExports
    if (size() < memory.length) exports.memory.grow((memory.length - size()) / WASM_PAGE)
    memory.into(new Uint8Array(exports.memory.buffer))
    for (const [at, global] of globalsOf(exports).entries()) global.value = globals[at] as number
    ;(this.#wasi as Wasi).state = world
  }

  close(): void {
    this.isOpen = false
    this.#exports = undefined
    this.#wasi = undefined
  }

  #checkRange(what: string, from: number, length: number): void {
    const size = this.#exports?.memory.buffer.byteLength ?? 0
    if (from + length <= size) return
    throw this.#breach(
      'range',
      `whitewater_buffer(${length}) gave ${from} for the ${what}, which does not fit into its memory of ${size} bytes`,
    )
  }

  /** Runs code of the module. Whatever ends it is a breach. */
  #guarded<T>(run: () => T): T {
    const wasi = this.#wasi
    try {
      const result = run()
      if (wasi?.breach === undefined) return result
    } catch (error) {
      if (wasi?.breach === undefined) {
        if (error instanceof ContractBreach) throw error
        throw this.#breach('trap', `the module trapped: ${reasonOf(error)}`)
      }
    }
    throw this.#breach(wasi.breach.shape, wasi.breach.message)
  }

  #breach(shape: string, message: string): ContractBreach {
    const wasi = this.#wasi
    this.close()
    const lines = wasi?.lastLines(LINES_SHOWN) ?? []
    const printed = lines.length === 0 ? '' : `; it printed last: ${lines.join(' | ')}`
    const missing = wasi?.unsupported ?? []
    const called =
      missing.length === 0
        ? ''
        : `; it had called ${missing.join(', ')} of WASI, which the harness does not have`
    return lockstepBreach(shape, message + called + printed)
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'it threw an exception'
