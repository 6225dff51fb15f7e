/** Position of the event the sweep is at. */
export let presentEvent: i32 = 0

export function goTo(event: i32): void {
  presentEvent = event
}
