import { effect, signal } from '@preact/signals'
import { addressOf, type EntryAddress } from '../entry-links.ts'
import { entryLife, readEntryAddress, type EntryLife } from './entry-life.ts'
import { sheetOpen } from './sheet-open.ts'
import { readAddress, replaceParameter } from './hash.ts'
import { byId } from './by-id.ts'
import type { Loaded } from './report-element.ts'

/** The entry whose life is lit up. */
export const followed = signal<EntryLife | undefined>(undefined)

/** The entry that a link is about. */
export function entryOf(link: Element | null | undefined): EntryAddress | undefined {
  const href = link?.getAttribute('href') ?? ''
  return readEntryAddress(readAddress(href).parameters.get('entry'))
}

/** Follows an entry, and says so in the address; undefined: none any more. */
export function follow({ trace, report }: Loaded, address: EntryAddress | undefined): void {
  if (address === undefined && followed.value === undefined) return
  followed.value = address && entryLife(trace, address)
  replaceParameter('entry', followed.value && addressOf(followed.value.address))
  if (followed.value !== undefined) sheetOpen.value = true
  byId('live').textContent =
    followed.value === undefined
      ? 'No entry is followed'
      : `Following entry ${addressOf(followed.value.address)}, ${followed.value.moments.length} moments on ${report.nodes.length} lanes`
}

/** Obeys the address, and marks the rows in which something happens to the entry. */
export function startFollowing({ trace, rows }: Loaded): void {
  const fromAddress = (): void => {
    const address = readEntryAddress(readAddress(location.hash).parameters.get('entry'))
    followed.value = address && entryLife(trace, address)
  }
  fromAddress()
  addEventListener('hashchange', fromAddress)
  let marked: readonly HTMLElement[] = []
  effect(() => {
    for (const row of marked) row.classList.remove('followed')
    marked = (followed.value?.moments ?? []).flatMap(({ row }) => rows[row] ?? [])
    for (const row of marked) row.classList.add('followed')
  })
}
