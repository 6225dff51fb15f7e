import { signal } from '@preact/signals'

/** Whether the state panel is open where it is a sheet: on a phone. */
export const sheetOpen = signal(false)
