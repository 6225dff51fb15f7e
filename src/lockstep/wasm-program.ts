import { readFileSync } from 'node:fs'
import { InputError } from '../base/input-error.ts'
import { nameText } from '../base/name-text.ts'
import { wasm, type WasmGlobal, type WasmImport, type WasmMemory, type WasmModule } from './web-assembly.ts'
import { GLOBAL_PREFIX, withGlobalsExported } from './wasm-globals.ts'

/** Which module, and with what it is started. */
export interface WasmChoice {
  /** A path. */
  readonly file: string
  readonly parameters: readonly string[]
}

/** What a module exports, beside `_initialize`, which is called first. */
export interface WasmExports {
  readonly memory: WasmMemory
  _initialize(): void
  /** Makes room for so many bytes, keeps what is there, and says where it is. */
  whitewater_buffer(length: number): number
  /** Takes the line of so many bytes that lies in the buffer, puts the answer there and says how long it is. */
  whitewater_step(length: number): number
}

const wanted: { readonly [name in keyof WasmExports]: 'memory' | 'function' } = {
  memory: 'memory',
  _initialize: 'function',
  whitewater_buffer: 'function',
  whitewater_step: 'function',
}

const WASI = 'wasi_snapshot_preview1'
const NAMES_SHOWN = 8
const HOW_TO_BUILD =
  'build it as a WASI reactor: Go with GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared, C with -mexec-model=reactor, Rust as a cdylib for wasm32-wasip1'

/** A module of WebAssembly, compiled once, that instances are made of. */
export class WasmProgram {
  readonly parameters: readonly string[]
  /** Whether {@link globalsOf} gives all of them: with the memory they are an instance's whole state between two calls. */
  readonly showsGlobals: boolean
  readonly #module: WasmModule
  readonly #imports: readonly string[]

  /** @throws InputError when it cannot be read, or does not export and import what the contract says. */
  constructor({ file, parameters }: WasmChoice) {
    this.parameters = parameters
    const { module, showsGlobals } = compiled(file)
    this.#module = module
    this.showsGlobals = showsGlobals
    checkExports(this.#module, file)
    this.#imports = checkedImports(this.#module, file)
  }

  /** A new instance, not yet initialized. `calls` gives a function for each name of WASI that the module imports. */
  instantiate(calls: (names: readonly string[]) => object): WasmExports {
    return new wasm.Instance(this.#module, { [WASI]: calls(this.#imports) }).exports as WasmExports
  }
}

/** The globals of an instance that may change. */
export const globalsOf = (exports: WasmExports): WasmGlobal[] =>
  Object.entries(exports)
    .filter(([name]) => name.startsWith(GLOBAL_PREFIX))
    .map(([, value]) => value as WasmGlobal)

function compiled(file: string): { readonly module: WasmModule; readonly showsGlobals: boolean } {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new InputError(`cannot be read: ${(error as Error).message}; give the path of a .wasm file`, {
      file,
    })
  }
  try {
    // first as it is: what is no module is to be told of that
    const module = new wasm.Module(bytes)
    const opened = withGlobalsExported(bytes)
    return opened === undefined
      ? { module, showsGlobals: false }
      : { module: new wasm.Module(opened), showsGlobals: true }
  } catch (error) {
    throw new InputError(`is no module of WebAssembly: ${(error as Error).message}; ${HOW_TO_BUILD}`, {
      file,
    })
  }
}

function checkExports(module: WasmModule, file: string): void {
  const exported = new Map(wasm.Module.exports(module).map(({ name, kind }) => [name, kind]))
  for (const [name, kind] of Object.entries(wanted)) {
    const found = exported.get(name)
    if (found === kind) continue
    const what =
      found === undefined ? `does not export ${name}` : `exports ${name} as a ${found}, not a ${kind}`
    throw new InputError(`${what}; ${adviceOn(name, exported.has('_start'))}`, { file, field: name })
  }
}

function adviceOn(name: string, isCommand: boolean): string {
  if (name.startsWith('whitewater_'))
    return `it must export whitewater_buffer(length) -> pointer and whitewater_step(length) -> length`
  return isCommand ? `it is a command (it exports _start): ${HOW_TO_BUILD}` : HOW_TO_BUILD
}

function checkedImports(module: WasmModule, file: string): readonly string[] {
  const imports = wasm.Module.imports(module)
  const strange = imports.filter((one) => one.module !== WASI || one.kind !== 'function')
  if (strange.length === 0) return [...new Set(imports.map(({ name }) => name))]
  const shown = strange.slice(0, NAMES_SHOWN).map(importText).join(', ')
  const more = strange.length > NAMES_SHOWN ? ` and ${strange.length - NAMES_SHOWN} more` : ''
  throw new InputError(
    `imports ${shown}${more}; only functions of ${WASI} are there: build it without the rest`,
    { file, field: 'imports' },
  )
}

const importText = ({ module, name, kind }: WasmImport): string =>
  nameText(`${module}.${name}`) + (kind === 'function' ? '' : ` (a ${kind})`)
