import { countOf } from '../src/base/count-of.ts'
/** Longest text of a subject that a report prints in one place, in characters. */
const MAX_TEXT_LENGTH = 600

/**
 * Terminals obey C0 and C1 controls, XML 1.0 forbids most of them, bidirectional marks reorder what a reader sees, and
 * invisible ones make two names look like one. None of them, and no half of a surrogate pair, is ever passed on.
 */
export const unsafeCharacters =
  // eslint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}\p{Surrogate}]/gu

/**
 * A subject's text as one line that is safe to print anywhere: controls, invisible and direction-changing
 * characters and lone surrogates become `\u{..}`, line breaks and tabs a space, and what is longer than
 * `limit` characters is cut with a note of how much is missing.
 */
export function visibleText(text: string, limit: number = MAX_TEXT_LENGTH): string {
  const cut = text.length > limit ? cutAt(text, limit) : text
  const shown = cut.replace(/[\t\n\r]+/g, ' ').replace(unsafeCharacters, codePoint)
  return cut.length === text.length
    ? shown
    : `${shown}… (${countOf(text.length - cut.length, 'more character')})`
}

/** A JSON value with every text in it, names of members too, made visible and at most `limit` long. */
export function visibleJson<T>(value: T, limit: number = MAX_TEXT_LENGTH): T {
  return shown(value, limit) as T
}

function shown(value: unknown, limit: number): unknown {
  if (typeof value === 'string') return visibleText(value, limit)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((member) => shown(member, limit))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [visibleText(name, limit), shown(member, limit)]),
  )
}

/** The text in printable ASCII only; what is outside becomes `\u{..}`, save a few signs with a plain twin. */
export function asciiText(text: string): string {
  return text
    .replace(/…/g, '...')
    .replace(/[→]/g, '->')
    .replace(/[–—]/g, '-')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/≥/g, '>=')
    .replace(/≤/g, '<=')
    .replace(/[^\x20-\x7e\n]/gu, codePoint)
}

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/** Never cuts a surrogate pair in two. */
function cutAt(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit)
}
