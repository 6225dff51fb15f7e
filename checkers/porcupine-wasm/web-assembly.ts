// The part of the WebAssembly interface used here. TypeScript declares it only together with the whole DOM,
// which library code must not see; Node and browsers both have it.

export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

interface WasmModule {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module'
}

interface WasmGlobal {
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object }
}

const { WebAssembly: wasm } = globalThis as typeof globalThis & { readonly WebAssembly: WasmGlobal }

let compiled: WasmModule | undefined

/** A new instance of the module in `base64`; compiled once, synchronously, for the whole process. */
export function instantiateWasm(base64: string, imports: object): object {
  compiled ??= new wasm.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
  return new wasm.Instance(compiled, imports).exports
}
