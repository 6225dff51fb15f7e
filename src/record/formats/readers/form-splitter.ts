import { InputError } from '../../../base/input-error.ts'
import { ByteSpan } from './byte-span.ts'
import { MAX_DEPTH, tooDeep } from './nesting.ts'
import { notPlain, type PlainScanner } from './plain-scanner.ts'
import type { Piece, Splitter, TakePiece } from './splitter.ts'

const code = (character: string): number => character.charCodeAt(0)
const newline = code('\n')
const quote = code('"')
const hash = code('#')
const backslash = code('\\')
const semicolon = code(';')
const underscore = code('_')
const curlyOpen = code('{')
/** Which closing bracket an opening one asks for. */
const closerOf = new Map([
  [code('('), code(')')],
  [code('['), code(']')],
  [curlyOpen, code('}')],
])
const closers = new Set(closerOf.values())
const blanks = new Set([...' \t\r\n\f,'].map(code))

type Mode = 'between' | 'comment' | 'string' | 'escape' | 'character' | 'hash' | 'atom' | 'tag'
/** Whether a form ended, and if so whether the byte at hand belongs to it. */
type Ended = 'no' | 'before' | 'with'

/**
 * Cuts EDN, or a JSON array, into the forms that may be events: those at the top, or those of the one
 * vector or list around them all. A form keeps its `#_` discards and tags. Strings, comments, character
 * literals and brackets are understood, nothing else: reading the value is the next stage's work.
 *
 * A bracket that does not fit, or a form the file ends in, throws an {@link InputError} with its line.
 */
export class FormSplitter implements Splitter {
  readonly #name: string
  readonly #span: ByteSpan
  readonly #scanner: PlainScanner | undefined
  #mode: Mode = 'between'
  #line = 1
  /** Line on which the form at hand starts; 0 between forms. */
  #formLine = 0
  /** Forms that still belong to the piece at hand: one, and one more for each `#_` in front of it. */
  #wanted = 1
  /** Closing brackets awaited inside the form, innermost last, each with the line it was opened on. */
  readonly #open: { readonly closer: number; readonly line: number }[] = []
  /** The vector or list around all forms, while inside it. */
  #container: { readonly closer: number; readonly line: number } | undefined

  /** `scanner`: reads the forms that are plain. */
  constructor(name: string, scanner?: PlainScanner) {
    this.#name = name
    this.#scanner = scanner
    this.#span = new ByteSpan(name)
  }

  push(chunk: Uint8Array, take: TakePiece): void {
    let from = 0
    this.#scanner?.take(chunk)
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number
      const inside = this.#formLine > 0
      if (byte === curlyOpen && !inside && this.#mode === 'between' && this.#scanner !== undefined) {
        const record = this.#scanner.scan(at)
        if (record !== notPlain) {
          take({ text: '', line: this.#line, record })
          at = this.#scanner.end - 1
          continue
        }
      }
      const ended = this.#step(byte)
      if (!inside && this.#formLine > 0) from = at
      if (ended !== 'no') {
        this.#span.add(chunk, from, ended === 'with' ? at + 1 : at, this.#formLine)
        take(this.#take())
        if (ended === 'before') {
          this.#step(byte)
          from = at
        }
      }
      if (byte === newline) this.#line++
    }
    if (this.#formLine > 0) this.#span.add(chunk, from, chunk.length, this.#formLine)
  }

  end(take: TakePiece): void {
    const open = this.#open.at(-1) ?? this.#container
    if (this.#mode === 'string' || this.#mode === 'escape') {
      throw this.#error('the file ends inside a string; was it cut off? Remove the last form', this.#formLine)
    }
    if (open !== undefined && (this.#open.length > 0 || this.#formLine === 0)) {
      throw this.#error(
        `the file ends before the bracket opened here is closed with "${String.fromCharCode(open.closer)}"; was it cut off?`,
        open.line,
      )
    }
    if (this.#formLine > 0) take(this.#take())
    if (this.#container !== undefined) this.end(take)
  }

  #take(): Piece {
    const line = this.#formLine
    this.#formLine = 0
    this.#wanted = 1
    return { text: this.#span.take(line), line }
  }

  #step(byte: number): Ended {
    switch (this.#mode) {
      case 'string':
        if (byte === backslash) this.#mode = 'escape'
        else if (byte === quote) return this.#complete('with')
        return 'no'
      case 'escape':
        this.#mode = 'string'
        return 'no'
      case 'comment':
        if (byte === newline) this.#mode = 'between'
        return 'no'
      case 'character':
        this.#mode = 'atom'
        return 'no'
      case 'hash':
        return this.#dispatch(byte)
      case 'atom':
      case 'tag': {
        if (!isDelimiter(byte)) return 'no'
        const ended = this.#mode === 'atom' ? this.#complete('before') : 'no'
        this.#mode = 'between'
        return ended === 'no' ? this.#between(byte) : ended
      }
      case 'between':
        return this.#between(byte)
    }
  }

  #between(byte: number): Ended {
    if (blanks.has(byte)) return 'no'
    if (byte === semicolon) {
      this.#mode = 'comment'
      return 'no'
    }
    if (closers.has(byte)) return this.#close(byte)
    const closer = closerOf.get(byte)
    if (closer !== undefined) {
      const opened = { closer, line: this.#line }
      if (this.#formLine === 0 && this.#container === undefined && byte !== curlyOpen)
        this.#container = opened
      else {
        this.#begin()
        if (this.#open.length > MAX_DEPTH)
          throw this.#error(`${tooDeep}; no event is: correct or remove it`, this.#line)
        this.#open.push(opened)
      }
      return 'no'
    }
    this.#begin()
    if (byte === quote) this.#mode = 'string'
    else if (byte === hash) this.#mode = 'hash'
    else if (byte === backslash) this.#mode = 'character'
    else this.#mode = 'atom'
    return 'no'
  }

  /** After a `#`: a discard, a set, a pattern, a symbolic number, or a tag. */
  #dispatch(byte: number): Ended {
    if (byte === underscore) {
      if (this.#open.length === 0) this.#wanted++
      this.#mode = 'between'
      return 'no'
    }
    if (byte === hash) {
      this.#mode = 'atom'
      return 'no'
    }
    this.#mode = isDelimiter(byte) ? 'between' : 'tag'
    return this.#mode === 'between' ? this.#between(byte) : 'no'
  }

  #begin(): void {
    if (this.#formLine === 0) this.#formLine = this.#line
  }

  #close(byte: number): Ended {
    const open = this.#open.at(-1)
    if (open === undefined) {
      // tags or discards with nothing behind them: the value reader knows whether that is an error
      if (this.#formLine > 0) return 'before'
      if (this.#container?.closer === byte) {
        this.#container = undefined
        return 'no'
      }
      throw this.#error(`"${String.fromCharCode(byte)}" closes nothing; remove it`, this.#line)
    }
    if (open.closer !== byte) {
      throw this.#error(
        `"${String.fromCharCode(byte)}" where "${String.fromCharCode(open.closer)}" must close the bracket of line ${open.line}`,
        this.#line,
      )
    }
    this.#open.pop()
    return this.#complete('with')
  }

  #complete(ended: 'before' | 'with'): Ended {
    this.#mode = 'between'
    if (this.#open.length > 0) return 'no'
    this.#wanted--
    return this.#wanted === 0 ? ended : 'no'
  }

  #error(message: string, line: number): InputError {
    return new InputError(message, { file: this.#name, line })
  }
}

/** Bytes that end a token, as a table: it is asked for every byte of a file. */
const delimiters = new Uint8Array(256)
for (const byte of [...blanks, ...closerOf.keys(), ...closers, quote, semicolon]) delimiters[byte] = 1

function isDelimiter(byte: number): boolean {
  return delimiters[byte] === 1
}
