import type { Json } from '../base/json.ts'
import type { RealClock } from '../processes/real-clock.ts'
import type { Completion, Invocation, MaelstromEvent } from './event.ts'

/** The history, in the order in which things were seen. */
export class Recorder {
  readonly events: MaelstromEvent[] = []
  readonly #clock: RealClock

  constructor(clock: RealClock) {
    this.#clock = clock
  }

  invoke(process: number, invocation: Invocation): void {
    this.events.push({ ...this.#stamp(), process, type: 'invoke', ...invocation })
  }

  complete(process: number, invocation: Invocation, { type, value, error }: Completion): void {
    this.events.push({
      ...this.#stamp(),
      process,
      type,
      ...invocation,
      value: value ?? invocation.value,
      ...(error !== undefined && { error }),
    })
  }

  nemesis(f: string, value: Json): void {
    this.events.push({ ...this.#stamp(), process: 'nemesis', type: 'info', f, value })
  }

  #stamp(): { readonly index: number; readonly time: number } {
    return { index: this.events.length, time: this.#clock.now() * 1000 }
  }
}
