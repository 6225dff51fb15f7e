import { jsonKey, keyText, type Json } from '../../base/json.ts'
import type { ClientEvent } from '../event.ts'
import type { CheckResult } from '../workload.ts'
import { pairs } from './completed.ts'

/** What the reads say of one element, as positions in the history. */
interface Element {
  readonly value: Json
  /** When it is known to be in: its add was acknowledged, or a read that shows it ended. */
  known?: number
  /** When the last read that shows it began; and the last that does not. */
  lastPresent: number
  lastAbsent: number
  /** When the last read of the end began that does not show it. */
  finalAbsent: number
}

interface Read {
  readonly began: number
  readonly ended: number
  /** A read of the end. */
  readonly final: boolean
  readonly members: ReadonlySet<string | number>
}

const MAX_SHOWN = 16

/**
 * Jepsen's `set-full`: an element that is known to be in and is missing in every read that begins after some moment is
 * lost. A read that misses it and is followed by one that shows it was stale, which is allowed.
 *
 * Reads of the end all begin at once, after everything is healed and quiet, so which of them begins last tells nothing: what
 * was known before any of them, and is missing in one of them, is lost. (Jepsen goes by the last one alone: of a node that
 * hears nothing of the others it depends on luck whether that shows.)
 *
 * Worked example: add 1 is acknowledged, a read shows [1], a later one [] and none after it shows 1: lost.
 */
export function setFull(history: readonly ClientEvent[], addition: string): CheckResult {
  const elements = new Map<string | number, Element>()
  const reads: Read[] = []
  const duplicated = new Map<string | number, number>()
  let attempts = 0
  let acknowledged = 0
  for (const event of history) {
    if (event.type !== 'invoke' || event.f !== addition) continue
    attempts++
    elements.set(jsonKey(event.value), {
      value: event.value,
      lastPresent: -1,
      lastAbsent: -1,
      finalAbsent: -1,
    })
  }
  const unexpected = new Set<string | number>()
  for (const { invoked, completed } of pairs(history)) {
    if (completed?.type !== 'ok') continue
    if (invoked.f === addition) {
      acknowledged++
      const element = elements.get(jsonKey(invoked.value))
      if (element !== undefined) element.known = Math.min(element.known ?? Infinity, completed.index)
    } else if (Array.isArray(completed.value)) {
      const members = new Set<string | number>()
      for (const one of completed.value as readonly Json[]) {
        const key = jsonKey(one)
        if (members.has(key)) duplicated.set(key, (duplicated.get(key) ?? 1) + 1)
        members.add(key)
        if (!elements.has(key)) unexpected.add(key)
      }
      reads.push({ began: invoked.index, ended: completed.index, final: invoked.final === true, members })
    }
  }
  for (const { began, ended, final, members } of reads) {
    for (const key of members) {
      const element = elements.get(key)
      if (element !== undefined) element.known = Math.min(element.known ?? Infinity, ended)
    }
    for (const [key, element] of elements) {
      if (members.has(key)) element.lastPresent = Math.max(element.lastPresent, began)
      else {
        element.lastAbsent = Math.max(element.lastAbsent, began)
        if (final) element.finalAbsent = Math.max(element.finalAbsent, began)
      }
    }
  }
  const all = [...elements.values()]
  const isLost = ({ known, lastPresent, lastAbsent, finalAbsent }: Element): boolean =>
    known !== undefined && ((lastAbsent > lastPresent && lastAbsent > known) || finalAbsent > known)
  const lost = all.filter(isLost)
  const stable = all.filter((element) => element.lastPresent > element.lastAbsent && !isLost(element))
  const valid =
    lost.length > 0 || duplicated.size > 0 || unexpected.size > 0
      ? false
      : stable.length === 0
        ? 'unknown'
        : true
  const because = reasonOf({ lost, duplicated, unexpected, addition, isVacuous: stable.length === 0 })
  return {
    valid,
    details: {
      'attempt-count': attempts,
      'acknowledged-count': acknowledged,
      'read-count': reads.length,
      'stable-count': stable.length,
      'lost-count': lost.length,
      lost: lost.slice(0, MAX_SHOWN).map(({ value }) => value),
      'never-read-count': all.length - lost.length - stable.length,
      'duplicated-count': duplicated.size,
      duplicated: [...duplicated.keys()].slice(0, MAX_SHOWN).map(shown),
      'unexpected-count': unexpected.size,
      unexpected: [...unexpected].slice(0, MAX_SHOWN).map(shown),
    },
    ...(because !== undefined && { because }),
  }
}

/** Numbers stay what they are. */
const shown = (key: string | number): string | number => (typeof key === 'number' ? key : keyText(key))

interface Findings {
  readonly lost: readonly Element[]
  readonly duplicated: ReadonlyMap<string | number, number>
  readonly unexpected: ReadonlySet<string | number>
  readonly addition: string
  readonly isVacuous: boolean
}

function reasonOf({ lost, duplicated, unexpected, addition, isVacuous }: Findings): string | undefined {
  const [first] = lost
  if (first !== undefined) {
    const last = first.finalAbsent > -1 ? first.finalAbsent : first.lastAbsent
    const rest = first.lastAbsent > first.lastPresent ? ' and all later ones do' : ', one of the end, does'
    return `${JSON.stringify(first.value)} is lost: it was in, and the read that began at line ${last + 1} of history.jsonl${rest} not show it`
  }
  const [twice] = duplicated
  if (twice !== undefined) return `one read shows ${keyText(twice[0])} ${twice[1]} times`
  const [other] = unexpected
  if (other !== undefined) return `a read shows ${keyText(other)}, which no ${addition} ever added`
  return isVacuous ? 'no read shows any element' : undefined
}
