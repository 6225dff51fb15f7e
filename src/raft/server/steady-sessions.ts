import type { Json } from '../../base/json.ts'
import type { Millis } from '../../base/time.ts'
import type { SessionSettings } from '../services/session-settings.ts'
import { sessionRules, Sessions, type Applied, type SessionCommand } from '../services/sessions.ts'
import type { StateMachine } from '../services/state-machine.ts'

/**
 * Sessions whose log time goes on as fast as time really passes, whatever the clocks of the servers say.
 *
 * Sessions expire by the time that leaders stamp on commands, and the log keeps the latest stamp. With the time of
 * the machine as the stamp, one server whose clock is an hour ahead would end every session with its first command
 * as leader. Here a leader stamps the latest time of the log, and what has passed by its monotonic clock since it applied
 * the entry with that time. So log time never runs ahead of real time, it stands still while no server runs, and a
 * session lives for its full time at least.
 *
 * @example The log says 10:00:00, applied 3 s ago. The machine says 11:00:03. The stamp is 10:00:03.
 */
export class SteadySessions extends Sessions {
  readonly #now: () => Millis
  /** When, by the clock of this server, the log's time became what it is. */
  #since: Millis

  /** @param now never goes back while the process runs; where it counts from matters only before the log's first stamp. */
  constructor(machine: StateMachine, settings: Partial<SessionSettings>, now: () => Millis) {
    super(machine, sessionRules, settings)
    this.#now = now
    this.#since = now()
  }

  override stamped(command: SessionCommand, now: Millis): SessionCommand {
    const { logTime } = this
    return super.stamped(command, logTime === 0 ? now : logTime + (now - this.#since))
  }

  override apply(command: SessionCommand, index: number): Applied {
    const before = this.logTime
    const applied = super.apply(command, index)
    if (this.logTime > before) this.#since = this.#now()
    return applied
  }

  override restore(image: Json): void {
    super.restore(image)
    this.#since = this.#now()
  }
}
