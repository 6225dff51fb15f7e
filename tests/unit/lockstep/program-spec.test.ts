import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InputError } from '../../../src/base/input-error.ts'
import {
  isProgramSpec,
  parseProgramSpec,
  programOf,
  programSpecText,
} from '../../../src/lockstep/program-spec.ts'

test('a program with arguments is written as words', () => {
  const text = programSpecText({ bin: './my-raft', args: ['--fast', 'a b', '"', ''] })
  expect(text).toBe('lockstep:./my-raft --fast "a b" "\\"" ""')
  expect(isProgramSpec(text)).toBe(true)
})

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (bin, args) => {
      expect(parseProgramSpec(programSpecText({ bin, args }))).toEqual({ bin, args })
    }),
  )
})

test.each(['lockstep:', 'lockstep:""', 'lockstep:a "b', 'lockstep:a \\'])('%s names no program', (text) => {
  expect(() => parseProgramSpec(text)).toThrow(InputError)
})

test('a program whose name ends in .wasm is a module', () => {
  expect(programOf(parseProgramSpec('lockstep:./raft.wasm --fast'))).toEqual({
    wasm: './raft.wasm',
    args: ['--fast'],
  })
  expect(programOf(parseProgramSpec('lockstep:./wasm raft.wasm'))).toEqual({
    bin: './wasm',
    args: ['raft.wasm'],
  })
})
