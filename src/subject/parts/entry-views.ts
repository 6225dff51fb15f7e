import type { EntryView } from '../../record/node-view.ts'

/**
 * The log of a library as `view()` shows it, made anew only where entries are: `view()` is asked for after each event.
 * `show` is called once for each entry, which must be an object that nobody writes to afterwards.
 *
 * @param show what of an entry counts: its term, and a digest that is the same on every server. The index need not be named
 * where entries stand one after the other from `firstIndex` on.
 * @example
 * const shown = entryViews((entry: Entry) => ({ term: entry.term, digest: JSON.stringify(entry.command) }))
 * return { view: () => ({ log: shown(raft.log), firstIndex: 1, ... }), ... }
 */
export function entryViews<E extends object>(
  show: (entry: E) => { readonly index?: number; readonly term: number; readonly digest: string },
): (entries: readonly E[], firstIndex?: number) => readonly EntryView[] {
  const made = new WeakMap<E, EntryView>()
  return (entries, firstIndex = 1) =>
    entries.map((entry, at) => {
      const index = firstIndex + at
      const known = made.get(entry)
      if (known?.index === index) return known
      const view = { index, ...show(entry) }
      made.set(entry, view)
      return view
    })
}
