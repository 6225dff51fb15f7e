/** `m14`: step 14 of the minimized run. `o3629`: step 3629 of the original. */
export type EventId = string
