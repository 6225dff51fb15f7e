import { gunzipSync } from 'node:zlib'
import type { FailureReport } from '../failure-report.ts'
import { runJson } from '../json.ts'
import type { InertData } from './page-document.ts'
import { inertJson } from './packed.ts'

/** What a page holds of a run, under the names of the files beside it. */
export type CarriedFile = 'minimized.json' | 'run.json'

const ids = { 'minimized.json': 'ww-minimized', 'run.json': 'ww-run' } as const

/** The run inside a page, so that the page alone is enough to make it again. */
export interface CarriedRun {
  /** What replays it: `minimized.json` of a failure that was minimized; null: the page holds neither. */
  readonly file: CarriedFile | null
  readonly inert: readonly InertData[]
}

/** Longest compressed text, in characters of base64. */
const MAX_PACKED = 1_000_000
/** Most bytes that are unpacked of a page, which anybody may have written. */
const MAX_UNPACKED = 64 * 1024 * 1024

/**
 * `minimized.json` whole, and `run.json`. What would be longer than a page may grow goes in without its trace, which
 * nothing needs that makes the run again, then without its history, then not at all.
 */
export function carriedRun({ record, minimized }: FailureReport): CarriedRun {
  const small =
    minimized === undefined
      ? undefined
      : inertOf('minimized.json', [
          minimized,
          { ...minimized, record: { ...minimized.record, trace: undefined } },
          { ...minimized, record: { ...minimized.record, trace: undefined, history: [] } },
        ])
  const original = inertOf('run.json', [JSON.parse(runJson(record))])
  const inert = [small, original].filter((one) => one !== undefined)
  if (record.mode === 'process' || inert.length === 0) return { file: null, inert }
  return { file: small === undefined ? 'run.json' : 'minimized.json', inert }
}

/** The first of these values that is short enough. */
function inertOf(file: CarriedFile, values: readonly object[]): InertData | undefined {
  for (const value of values) {
    const data = inertJson(ids[file], JSON.stringify(value))
    if (data.text.length <= MAX_PACKED) return data
  }
  return undefined
}

/** Whether a text is a page and no JSON. */
export const isPage = (text: string): boolean => /^\s*<(?:!doctype|html)\b/i.test(text.slice(0, 1000))

/**
 * The first of these files that a page holds, as a value of unknown shape; undefined: none of them.
 * @throws Error when what the page holds is damaged or larger than a page of ours holds.
 */
export function carriedIn(html: string, wanted: readonly CarriedFile[]): unknown {
  for (const file of wanted) {
    const found = elementText(html, ids[file])
    if (found === undefined) continue
    const json = found.packed
      ? gunzipSync(Buffer.from(found.text, 'base64'), { maxOutputLength: MAX_UNPACKED }).toString('utf8')
      : found.text
    return JSON.parse(json)
  }
  return undefined
}

function elementText(
  html: string,
  id: string,
): { readonly packed: boolean; readonly text: string } | undefined {
  for (const type of ['application/json', 'text/plain']) {
    const open = `<script type="${type}" id="${id}">`
    const at = html.indexOf(open)
    if (at < 0) continue
    const end = html.indexOf('</script>', at)
    if (end >= 0) return { packed: type === 'text/plain', text: html.slice(at + open.length, end) }
  }
  return undefined
}
