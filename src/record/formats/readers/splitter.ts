/** A part of the input that is read on its own: a line, or a form that may span several. */
export interface Piece {
  readonly text: string
  /** The line it starts on, from 1. */
  readonly line: number
  /** What is read of it already, where it is plain, until the next piece is taken; `text` is empty then. */
  readonly record?: object
}

/** Takes the next piece; what it throws ends the cutting. */
export type TakePiece = (piece: Piece) => void

/**
 * Cuts a stream of bytes into pieces. Push chunks of any size, then `end` once; the pieces do not depend
 * on where the chunks were cut. Holds no more than one piece, so a file may be larger than memory.
 */
export interface Splitter {
  push(chunk: Uint8Array, take: TakePiece): void
  end(take: TakePiece): void
}
