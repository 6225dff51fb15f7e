/** How long the runs of an order go on before anybody else in the process gets a turn. */
const TURN_MILLIS = 50

/** Gives way to others in the process now and then: a halt has to be heard, and what a subject left behind to come up. */
export class TurnOfOthers {
  #turned = performance.now()

  get isDue(): boolean {
    return performance.now() - this.#turned > TURN_MILLIS
  }

  async give(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    this.#turned = performance.now()
  }
}
