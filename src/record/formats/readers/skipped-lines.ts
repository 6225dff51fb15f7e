/**
 * Lines that were read and are no events of clients. `nemesis`: of a process that is no client; `meta`: maps without
 * process and f, such as a header or the name of a phase; `prose`: lines of a log that hold no operation.
 */
export type SkippedKind = 'nemesis' | 'meta' | 'prose'

/** How many there were of each kind; a kind of which there were none is absent. */
export type SkippedLines = { readonly [Kind in SkippedKind]?: number }

const words: { readonly [Kind in SkippedKind]: readonly [one: string, more: string] } = {
  nemesis: ['nemesis line', 'nemesis lines'],
  meta: ['line of meta data', 'lines of meta data'],
  prose: ['line of prose', 'lines of prose'],
}

/** `7 nemesis lines, 1 line of meta data skipped`; undefined when none was. */
export function skippedText(skipped: SkippedLines): string | undefined {
  const parts = (Object.keys(words) as SkippedKind[]).flatMap((kind) => {
    const count = skipped[kind] ?? 0
    return count === 0 ? [] : [`${count} ${words[kind][count === 1 ? 0 : 1]}`]
  })
  return parts.length === 0 ? undefined : `${parts.join(', ')} skipped`
}
