import { digestText } from '../base/digest.ts'
import { canonicalJson, type Json } from '../base/json.ts'

const MAX_WORD_LENGTH = 32

/**
 * The kind of a message as far as its form tells: its short texts, its truth values, and which of its lists
 * are empty. `append entries-` is a heartbeat, `vote granted` a vote. Numbers are left out: when a script
 * loses decisions, terms and indexes shift, and the message that stands in the same place still matches.
 */
export function messageKind(message: Json): string {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return typeof message
  const words: string[] = []
  for (const [name, value] of Object.entries(message)) {
    if (typeof value === 'string' && value.length <= MAX_WORD_LENGTH) words.push(value)
    else if (typeof value === 'boolean') words.push(value ? name : `!${name}`)
    else if (Array.isArray(value)) words.push(`${name}${value.length > 0 ? '+' : '-'}`)
  }
  return words.join(' ')
}

/** What a script calls a message: its kind, then a digest that tells it from others of the kind. */
export function fingerprint(message: Json): string {
  return `${messageKind(message)}#${digestText(canonicalJson(message)).toString(16).padStart(8, '0')}`
}

/** The kind in a fingerprint. A script written by hand may name the kind alone. */
export function kindOfFingerprint(fingerprint: string): string {
  const end = fingerprint.lastIndexOf('#')
  return end < 0 ? fingerprint : fingerprint.slice(0, end)
}
