import { InputError } from '../base/input-error.ts'
import type { PipeOptions, WasmOptions } from './lockstep.ts'

/**
 * A program by its name as a target: `lockstep:./my-raft --fast "a text"`, in tokens, run folders and on the command
 * line. Words are parted by blanks; one with blanks or quotes in it is written as a JSON text. A program whose name ends
 * in `.wasm` is a module of WebAssembly.
 */
const PREFIX = 'lockstep:'

export interface ProgramSpec {
  readonly bin: string
  readonly args: readonly string[]
}

export const isProgramSpec = (target: string): boolean => target.startsWith(PREFIX)

export const programSpecText = ({ bin, args }: ProgramSpec): string =>
  PREFIX + [bin, ...args].map((word) => (/^[^\s"\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ')

/** The program of a spec, as `lockstep` takes it. */
export const programOf = ({ bin, args }: ProgramSpec): PipeOptions | WasmOptions =>
  bin.endsWith('.wasm') ? { wasm: bin, args } : { bin, args }

/** @throws InputError when it names no program, or a quoted word does not end. */
export function parseProgramSpec(target: string): ProgramSpec {
  const text = target.slice(PREFIX.length)
  const words = text.match(/"(?:[^"\\]|\\.)*"|[^\s"\\]+|\S/g) ?? []
  const [bin, ...args] = words.map((word) => {
    if (!/["\\]/.test(word)) return word
    try {
      return JSON.parse(word) as string
    } catch {
      throw new InputError(
        `${word} does not stand in it: write a word with blanks or quotes as a JSON text, "a b"`,
        {
          field: target,
        },
      )
    }
  })
  if (bin === undefined || bin === '')
    throw new InputError('a target lockstep: needs a program: lockstep:./my-raft')
  return { bin, args }
}
