import type { RunRecord } from '../src/record/run-record.ts'
import { visibleText } from './visible-text.ts'

/** What a run went on past: what is known and showed, and what nobody was to judge. Empty lists where nothing. */
export interface PassedOver {
  /** Signatures, in the order in which they showed. */
  readonly known: readonly string[]
  /** Properties. */
  readonly ignored: readonly string[]
}

/** It stands in the record, and in its plan, which is data of somebody else. */
export function passedOver({ known = [], plan }: Pick<RunRecord, 'known' | 'plan'>): PassedOver {
  const { judging } = (plan ?? {}) as { readonly judging?: { readonly ignore?: unknown } }
  const ignored = Array.isArray(judging?.ignore) ? judging.ignore : []
  return {
    known: known.map((signature) => visibleText(signature)),
    ignored: ignored.map((property) => visibleText(String(property), 80)),
  }
}
