import { describe, expect, test } from 'vitest'
import { GLOBAL_PREFIX, withGlobalsExported } from '../../../src/lockstep/wasm-globals.ts'
import { wasm } from '../../../src/lockstep/web-assembly.ts'
import { bareModule, contractExports } from './fixtures/bare-module.ts'

const named = (name: string): number[] => [name.length, ...Buffer.from(name)]
const section = (id: number, ...content: number[]): number[] => [id, content.length, ...content]

/** Imports a function and a global; has a global that may change, one that may not, and one more that may. */
const module = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...section(1, 1, 0x60, 0, 0),
  ...section(2, 2, ...named('e'), ...named('f'), 0, 0, ...named('e'), ...named('g'), 3, 0x7f, 0),
  ...section(5, 1, 0, 1),
  ...section(
    6,
    3,
    0x7f,
    1,
    0x41,
    0xac,
    2,
    0x0b,
    0x7f,
    0,
    0x23,
    0,
    0x0b,
    0x7c,
    1,
    0x44,
    0,
    0,
    0,
    0,
    0,
    0,
    0x10,
    0x40,
    0x0b,
  ),
  ...section(7, 1, ...named('memory'), 2, 0),
])

describe('a module', () => {
  test('exports its globals that may change, by their number, beside what it exports', () => {
    const opened = new wasm.Module(withGlobalsExported(module) as Uint8Array<ArrayBuffer>)
    expect(wasm.Module.exports(opened)).toEqual([
      { name: 'memory', kind: 'memory' },
      { name: `${GLOBAL_PREFIX}1`, kind: 'global' },
      { name: `${GLOBAL_PREFIX}3`, kind: 'global' },
    ])
    const { exports } = new wasm.Instance(opened, { e: { f: () => undefined, g: 7 } })
    const values = exports as { readonly [name: string]: { readonly value: number } }
    expect(values[`${GLOBAL_PREFIX}1`]?.value).toBe(300)
    expect(values[`${GLOBAL_PREFIX}3`]?.value).toBe(4)
  })

  test('without globals stays what it is', () => {
    const bare = bareModule({ exports: contractExports })
    const opened = new wasm.Module(withGlobalsExported(bare) as Uint8Array<ArrayBuffer>)
    expect(wasm.Module.exports(opened)).toEqual(wasm.Module.exports(new wasm.Module(Uint8Array.from(bare))))
  })

  test('with what is not known is left alone', () => {
    // an initial value that is added up
    const strange = [...module]
    strange[strange.indexOf(0x41)] = 0x6a
    expect(withGlobalsExported(Uint8Array.from(strange))).toBeUndefined()
  })
})
