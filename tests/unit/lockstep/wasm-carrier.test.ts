import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../../src/base/input-error.ts'
import { lockstep } from '../../../src/lockstep/lockstep.ts'
import { WasmCarrier } from '../../../src/lockstep/wasm-carrier.ts'
import { WasmProgram } from '../../../src/lockstep/wasm-program.ts'
import { ContractBreach } from '../../../src/subject/contract-breach.ts'
import { bareModule, contractExports, type BareModule } from './fixtures/bare-module.ts'
import { anyTrick, compileModule } from './fixtures/compile-module.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-wasm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function bare(name: string, module: BareModule): string {
  const file = join(folder, `${name}.wasm`)
  writeFileSync(file, bareModule(module))
  return file
}

let program: WasmProgram
beforeAll(() => {
  const file = compileModule(folder, 'tricks', anyTrick)
  program = new WasmProgram({ file, parameters: ['tricks.wasm', '--fast'] })
}, 60_000)

const begun = (seed = 1): WasmCarrier => {
  const carrier = new WasmCarrier(program)
  carrier.begin(seed)
  return carrier
}

const breachOf = (trick: string): { shape: string; message: string; isOpen: boolean } => {
  const carrier = begun()
  try {
    carrier.exchange(trick)
  } catch (error) {
    if (!(error instanceof ContractBreach)) throw error
    return { shape: error.shape, message: error.message, isOpen: carrier.isOpen }
  }
  throw new Error('it answered')
}

describe('lines through the memory of a module', () => {
  test('go in and come out as they are, whatever their length', () => {
    const carrier = begun()
    expect(carrier.exchange('echo räft ⇄ 🛶')).toBe('{räft ⇄ 🛶}')
    const long = 'ü'.repeat(400_000)
    expect(carrier.exchange(`echo ${long}`)).toBe(`{${long}}`)
    // an answer that is longer than any line before
    expect(begun().exchange('!')).toHaveLength(300_011)
  })

  test('find all forgotten, and other randomness, when a server begins; equal seeds give equal randomness', () => {
    const carrier = begun(1)
    carrier.exchange('count')
    expect(carrier.exchange('count')).toBe('{"lines":2}')
    const drawn = carrier.exchange('random')
    carrier.begin(2)
    expect(carrier.exchange('count')).toBe('{"lines":1}')
    expect(carrier.exchange('random')).not.toBe(drawn)
    carrier.begin(1)
    expect(carrier.exchange('random')).toBe(drawn)
  })

  test('may ask WASI for time, which begins in 2000 and is never set back, and for arguments', () => {
    const carrier = begun()
    expect(carrier.exchange('time', 0)).toBe('{946684800000000000 946684800000000000}')
    expect(carrier.exchange('time', 1500.5)).toBe('{946684801500500000 946684801500500000}')
    expect(carrier.exchange('time', 1000)).toBe('{946684801500500000 946684801500500000}')
    expect(carrier.exchange('clock')).toBe('{28}')
    expect(carrier.exchange('fault')).toBe('{21}')
    expect(carrier.exchange('folder')).toBe('{8 8}')
    expect(carrier.exchange('arguments')).toBe('{2 tricks.wasm\0--fast\0}')
    // sleeps until the first of two alarms, and is told of that one
    expect(carrier.exchange('sleep')).toBe('{0 1 22 3000000}')
  })

  test('may be printed meanwhile, 16 MiB for each', () => {
    const carrier = begun()
    for (let at = 0; at < 20; at++) expect(carrier.exchange('chatter')).toBe('{}')
  })
})

describe('a module that', () => {
  test.each([
    ['trap', 'trap', 'the module trapped: unreachable; it printed last: first | panic: index out of range'],
    ['exit', 'exit', 'the module exited with code 7'],
    ['outside', 'trap', 'the module trapped: memory access out of bounds'],
    ['deep', 'trap', 'the module trapped: Maximum call stack size exceeded'],
    ['longer', 'flood', 'answered with a line of 17825792 bytes; 16 MiB may be'],
    ['negative', 'flood', 'answered with a line of 4294967295 bytes; 16 MiB may be'],
    ['bytes', 'utf-8', 'answered with what is no UTF-8'],
    ['flood', 'flood', 'printed more than 16 MiB for one line'],
    [
      'missing',
      'trap',
      'the module trapped: unreachable; it had called fd_read of WASI, which the harness does not have',
    ],
  ])('breaks the contract by %s: it says so and is ended', (trick, shape, says) => {
    const { message, ...breach } = breachOf(trick)
    expect(breach).toEqual({ shape, isOpen: false })
    expect(message.slice(0, says.length)).toBe(says)
  })

  test('answers with more than its memory holds breaks the contract', () => {
    const exports = { ...contractExports, whitewater_buffer: 100, whitewater_step: 1024 * 1024 }
    const carrier = new WasmCarrier(new WasmProgram({ file: bare('short', { exports }), parameters: [] }))
    expect(() => carrier.exchange('{}')).toThrow(
      'whitewater_buffer(1048576) gave 100 for the answer, which does not fit into its memory of 65536 bytes',
    )
  })

  test('makes a new buffer at each call is understood', () => {
    const source = `
      let last: usize = 0
      export function whitewater_buffer(length: i32): usize { last = heap.alloc(length); return last }
      export function whitewater_step(length: i32): i32 { store<u8>(last, 0x7b); store<u8>(last + 1, 0x7d); return 2 }`
    const file = compileModule(folder, 'new-buffers', source)
    const carrier = new WasmCarrier(new WasmProgram({ file, parameters: [] }))
    expect(carrier.exchange('a line')).toBe('{}')
  }, 60_000)
})

describe('what is no module of the contract is bad input that says what to do:', () => {
  const refused = (make: () => unknown): string => {
    try {
      make()
    } catch (error) {
      if (error instanceof InputError) return error.message
      throw error
    }
    throw new Error('it was taken')
  }
  const { memory, _initialize, ...both } = contractExports
  const { whitewater_buffer, whitewater_step } = both

  test.each<[string, BareModule, RegExp]>([
    [
      'no-memory',
      { exports: { _initialize, ...both } },
      /does not export memory; build it as a WASI reactor: Go/,
    ],
    [
      'no-step',
      { exports: { memory, _initialize, whitewater_buffer } },
      /does not export whitewater_step; it must export whitewater_buffer\(length\) -> pointer and/,
    ],
    [
      'no-buffer',
      { exports: { memory, _initialize, whitewater_step } },
      /does not export whitewater_buffer; it must export/,
    ],
    [
      'no-reactor',
      { exports: { memory, ...both } },
      /does not export _initialize; build it as a WASI reactor/,
    ],
    [
      'command',
      { exports: { memory, _start: 'nothing', ...both } },
      /it is a command \(it exports _start\): build it as a WASI reactor/,
    ],
    [
      'value',
      { exports: { ...contractExports, whitewater_step: 'global' } },
      /exports whitewater_step as a global, not a function/,
    ],
    [
      'strange',
      { imports: ['env.now', 'wasi_snapshot_preview1.fd_close', 'wasi_snapshot_preview2.poll'] },
      /imports env\.now, wasi_snapshot_preview2\.poll; only functions of wasi_snapshot_preview1 are there/,
    ],
  ])('%s', (name, module, says) => {
    const file = bare(name, module)
    const message = refused(() => new WasmProgram({ file, parameters: [] }))
    expect(message).toMatch(says)
    expect(message).toContain(file)
  })

  test('a file that is not there, or something else', () => {
    expect(refused(() => lockstep({ wasm: join(folder, 'none.wasm') }))).toMatch(/none\.wasm: cannot be read/)
    const file = join(folder, 'text.wasm')
    writeFileSync(file, '#!/bin/sh\n')
    expect(refused(() => lockstep({ wasm: file }))).toMatch(/text\.wasm: is no module of WebAssembly/)
  })

  test('a module that does not begin', () => {
    const file = bare('never', { exports: { ...contractExports, whitewater_step: 'trap' } })
    expect(refused(() => lockstep({ wasm: file }))).toMatch(
      /never\.wasm: the module trapped: unreachable; see/,
    )
  })

  test('both kinds of program, none, and a time for what runs in this process', () => {
    expect(refused(() => lockstep({ bin: './a', wasm: './a.wasm' } as never))).toMatch(
      /bin or wasm, not both/,
    )
    expect(refused(() => lockstep({} as never))).toMatch(/lockstep needs a program: lockstep\(\{ bin/)
    expect(refused(() => lockstep({ wasm: './a.wasm', stepTimeout: 1 } as never))).toMatch(
      /stepTimeout is for/,
    )
  })
})
