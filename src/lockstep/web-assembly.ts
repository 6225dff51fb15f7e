// The part of the WebAssembly interface used here. TypeScript declares it only together with the whole DOM.

export interface WasmMemory {
  readonly buffer: ArrayBuffer
  /** By so many pages of 64 KiB. */
  grow(pages: number): number
}

export interface WasmGlobal {
  value: number | bigint
}

/** An import or an export, as a module declares it. */
export interface WasmName {
  readonly name: string
  readonly kind: 'function' | 'memory' | 'table' | 'global' | 'tag'
}

export interface WasmImport extends WasmName {
  readonly module: string
}

export interface WasmModule {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module'
}

interface WasmNamespace {
  readonly Module: {
    new (bytes: Uint8Array): WasmModule
    imports(module: WasmModule): readonly WasmImport[]
    exports(module: WasmModule): readonly WasmName[]
  }
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object }
}

export const { WebAssembly: wasm } = globalThis as typeof globalThis & { readonly WebAssembly: WasmNamespace }
