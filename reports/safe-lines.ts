import { unsafeCharacters } from './visible-text.ts'

/** Colours this project writes itself; a stream that is coloured lets these pass, and no other sequence. */
// eslint-disable-next-line no-control-regex -- the sequence begins with one
const ownColor = /\u001b\[(?:0|1|2|31|32|33|36|1;31)m/
const hidden = new RegExp(unsafeCharacters.source, 'gu')
const hiddenOrColor = new RegExp(`${ownColor.source}|${unsafeCharacters.source}`, 'gu')
/** Commands to CI systems that count anywhere in a line: `##[error]`, `##vso[...]`, `##teamcity[...]`. */
const markedCommand = /##(?=[A-Za-z]*\[)/g
/** And the one that counts at the start of a line only, whatever white space is before it: `::error::`. */
const leadingCommand = /^([^\S\n]*):(?=:)/gm

export interface SafeLinesOptions {
  /** Lets the colours of this project pass. Default false. */
  readonly color?: boolean
  /** The text goes on in the middle of a line: a command at its very start is none. Default false. */
  readonly midLine?: boolean
}

/**
 * Text of many lines as it may be written to a terminal, a log or a file that somebody will print. What a subject or
 * a file named so that it would clear the screen, reorder the line or command the CI system stands there in letters,
 * as `\u001b`. In a JSON text these are the same values as before. Twice is as once.
 */
export function safeLines(text: string, { color = false, midLine = false }: SafeLinesOptions = {}): string {
  const shown = text
    .replace(color ? hiddenOrColor : hidden, (found) =>
      found === '\n' || found === '\t' || found.length > 2 ? found : inLetters(found),
    )
    .replace(markedCommand, '#\\u0023')
  // a character before it keeps the first line from being one's start
  return midLine
    ? `.${shown}`.replace(leadingCommand, '$1\\u003a').slice(1)
    : shown.replace(leadingCommand, '$1\\u003a')
}

/** As JSON writes them, so that a JSON text remains one. */
function inLetters(character: string): string {
  let text = ''
  for (let at = 0; at < character.length; at++) {
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  }
  return text
}
