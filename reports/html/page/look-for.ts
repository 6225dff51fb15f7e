import { batch } from '@preact/signals'
import { cursor } from './cursor.ts'
import { nearest } from './matching-rows.ts'
import type { Loaded } from './report-element.ts'
import { search } from './view.ts'

/** Shows only the steps with these words, and moves the cursor among them. The focus stays where it is. */
export function lookFor(loaded: Loaded, words: string): void {
  // at once: else the row at the cursor would be brought back before the cursor has left it
  batch(() => {
    const found = search(loaded, words)
    if (found.length > 0 && !found.includes(cursor.value)) cursor.value = nearest(found, cursor.value)
  })
}
