import { SEARCH_WASM } from './build/search-wasm.ts'
import { instantiateWasm } from './web-assembly.ts'
import type { WasmMemory } from './web-assembly.ts'

/** The exports of `assembly/index.ts`. Addresses are byte offsets into `memory`. */
export interface SearchExports {
  readonly memory: WasmMemory
  begin(maxBytes: number, hashBits: number): void
  reserve(bytes: number): number
  /** Both take the address of a header; see header.ts. */
  run(header: number): number
  runSweep(header: number): number
  stepsTaken(): number
  configurations(): number
  bytes(): number
  orderAddress(): number
  orderLength(): number
  prefixes(): number
  prefixAddress(index: number): number
  lengthOfPrefix(index: number): number
  blockingEvent(): number
}

/** What the search asks of its host while it runs. */
export interface SearchHost {
  step(state: number, opClass: number): number
  expired(): boolean
}

interface Instance {
  readonly exports: SearchExports
  /** The search it now runs for. */
  host: SearchHost | undefined
}

// linear memory never shrinks: an instance that grew beyond this is dropped after its search
const KEPT_BYTES = 32 * 1024 * 1024

let idle: Instance | undefined

/** Runs `use` with an instance that nothing else uses meanwhile, also when a model searches inside a search. */
export function withInstance<T>(host: SearchHost, use: (search: SearchExports) => T): T {
  const instance = idle ?? instantiate()
  idle = undefined
  instance.host = host
  try {
    return use(instance.exports)
  } finally {
    instance.host = undefined
    if (instance.exports.memory.buffer.byteLength <= KEPT_BYTES) idle = instance
  }
}

function instantiate(): Instance {
  const serving: { instance?: Instance } = {}
  const hostOf = (): SearchHost => serving.instance?.host as SearchHost
  const exports = instantiateWasm(SEARCH_WASM, {
    host: {
      step: (state: number, opClass: number) => hostOf().step(state, opClass),
      expired: () => (hostOf().expired() ? 1 : 0),
    },
  }) as SearchExports
  serving.instance = { exports, host: undefined }
  return serving.instance
}
