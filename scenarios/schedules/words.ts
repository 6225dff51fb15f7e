import type { Millis } from '../../src/base/time.ts'
import type { Happening, Step, Who } from '../../src/run/schedule/step.ts'

/** How long a step may take to come about, in longest election timeouts. */
const PATIENCE = 15

/** The words that schedules are told in. Times are in longest election timeouts, `timeout` ms each. */
export function wordsOf(timeout: Millis) {
  const within = PATIENCE * timeout
  const after = (timeouts: number): Millis => Math.round(timeouts * timeout)
  return {
    /** Waits for one such server, not one of `but`, and names it. */
    name: (as: string, who: string, but?: Who): Step => ({
      do: 'name',
      as,
      who,
      ...(but !== undefined && { but }),
      within,
    }),
    /** Asked again until it is acknowledged. */
    write: (at: Who, client = 'c1'): Step => ({ do: 'write', at, client, ends: 'ok', within }),
    /** Asked once; the schedule does not wait for the answer. */
    writeLater: (at: Who, client = 'c2'): Step => ({ do: 'write', at, client, ends: 'later', within }),
    /** Asked once; the schedule goes on when it is answered, or after so long. */
    tryWrite: (at: Who, client: string, timeouts: number): Step => ({
      do: 'write',
      at,
      client,
      ends: 'any',
      within: after(timeouts),
    }),
    read: (at: Who, client = 'reader'): Step => ({ do: 'read', at, client, ends: 'ok', within }),
    readLater: (at: Who, client: string): Step => ({ do: 'read', at, client, ends: 'later', within }),
    tryRead: (at: Who, client: string, timeouts: number): Step => ({
      do: 'read',
      at,
      client,
      ends: 'any',
      within: after(timeouts),
    }),
    /** A member more, asked again until it is one. */
    add: (server: Who, at: Who): Step => ({
      do: 'change',
      what: 'add',
      server,
      at,
      after: 'done',
      client: 'operator',
      ends: 'ok',
      within,
    }),
    /** A member fewer, asked again until it is none. */
    remove: (server: Who, at: Who): Step => ({
      do: 'change',
      what: 'remove',
      server,
      at,
      after: 'done',
      client: 'operator',
      ends: 'ok',
      within,
    }),
    /**
     * Asked once, by an operator of its own; the schedule does not wait for the answer. `after`: on top of what was asked for before,
     * or only of what was done.
     */
    removeLater: (server: Who, at: Who, client: string, after: 'asked' | 'done'): Step => ({
      do: 'change',
      what: 'remove',
      server,
      at,
      after,
      client,
      ends: 'later',
      within,
    }),
    takeSnapshot: (who: Who): Step => ({ do: 'take-snapshot', who }),
    sendAgain: (at: Who, client: string): Step => ({ do: 'send-again', client, at }),
    until: (who: Who, that: Happening, of?: Who): Step => ({
      do: 'await',
      who,
      that,
      ...(of !== undefined && { of }),
      within,
    }),
    untilSome: (who: Who, that: Happening, of?: Who): Step => ({
      do: 'await',
      who,
      that,
      ...(of !== undefined && { of }),
      some: true,
      within,
    }),
    wait: (timeouts: number): Step => ({ do: 'wait', least: after(timeouts), most: after(timeouts) }),
    waitBetween: (least: number, most: number): Step => ({
      do: 'wait',
      least: after(least),
      most: after(most),
    }),
    cut: (who: Who, from: Who, way?: 'to' | 'from'): Step => ({
      do: 'cut',
      who,
      from,
      ...(way !== undefined && { way }),
    }),
    join: (who: Who, from: Who): Step => ({ do: 'join', who, from }),
    crash: (who: Who, unsynced: 'lose' | 'keep' | 'subset' = 'keep'): Step => ({
      do: 'crash',
      who,
      unsynced,
    }),
    /** Killed, and lost until the others have recovered without them. */
    lose: (who: Who): Step => ({ do: 'lose', who }),
    restart: (who: Who): Step => ({ do: 'restart', who }),
    pause: (who: Who): Step => ({ do: 'pause', who }),
    resume: (who: Who): Step => ({ do: 'resume', who }),
    stand: (who: Who): Step => ({ do: 'stand', who, within }),
    lead: (who: Who): Step => ({ do: 'lead', who, within }),
    delay: (from: Who, to: Who, timeouts: number): Step => ({ do: 'delay', from, to, by: after(timeouts) }),
    duplicate: (from: Who, to: Who, timeouts: number): Step => ({
      do: 'duplicate',
      from,
      to,
      within: after(timeouts),
    }),
    /** 0: as fast as before. */
    slowDisk: (who: Who, timeouts: number): Step => ({ do: 'slow-disk', who, by: after(timeouts) }),
    /** 1: right again. */
    slowClock: (who: Who, times: number): Step => ({ do: 'slow-clock', who, times }),
    trap: { do: 'trap' } as Step,
    heal: { do: 'heal' } as Step,
    calm: { do: 'calm' } as Step,
  }
}

export type Words = ReturnType<typeof wordsOf>
