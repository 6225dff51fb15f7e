/**
 * Entry file of the thread that watches a subject's process from inside: it looks whether steps go by, and at
 * the memory. It counts its own looks, not the clock: a machine that slept, or is overloaded, is no stuck subject.
 */
import { writeSync } from 'node:fs'
import { Session } from 'node:inspector'
import { workerData } from 'node:worker_threads'
import { BEAT, CALL, NODE, PHASE, phases, STEP, VIEW } from '../sim/whereabouts.ts'
import { stepCodes } from '../sim/step-codes.ts'
import { LOOK_MILLIS, SIGNS_FD, type LastStand, type SubjectBounds } from './protocol.ts'
import { stackLines } from './stack-lines.ts'

interface WatchdogData {
  readonly where: Int32Array
  readonly bounds: SubjectBounds
  /** The process that started this one. */
  readonly parent: number
}

const { where, bounds, parent } = workerData as WatchdogData
const MIB = 1024 * 1024
/** The checkers bound their own steps; in seconds they may take long. */
const JUDGING = 20
/** Looks between two signs of life. */
const SIGN_EVERY = 10
const STACK_MILLIS = 2000

let looks = 0
let still = 0
let begun = 0
let ending = false
const seen = { phase: -1, beat: -1, step: -1 }

setInterval(look, LOOK_MILLIS)

function look(): void {
  if (ending) return
  if (process.ppid !== parent) return die()
  if (++looks % SIGN_EVERY === 0) notify('{"alive":true}')
  const phase = where[PHASE] as number
  const beat = where[BEAT] as number
  const step = where[STEP] as number
  const moved = phase !== seen.phase || beat !== seen.beat || step !== seen.step
  still = moved ? 0 : still + 1
  begun = phase !== seen.phase || beat !== seen.beat ? 0 : begun + 1
  Object.assign(seen, { phase, beat, step })
  const memory = Math.round(process.memoryUsage.rss() / MIB)
  if (memory > bounds.memory) return end('memory', bounds.memory)
  if (phase === phases.idle) return
  const patience = phase === phases.judging ? JUDGING : 1
  if (still * LOOK_MILLIS >= bounds.silence * patience) return end('silent', still * LOOK_MILLIS)
  if (phase === phases.running && begun * LOOK_MILLIS >= bounds.run) return end('slow', begun * LOOK_MILLIS)
}

function end(ended: LastStand['ended'], amount: number): void {
  ending = true
  const finish = (stack: readonly string[]): void => {
    notify(JSON.stringify({ ended, amount, ...stand(), stack } satisfies LastStand))
    die()
  }
  // in a call that is not JavaScript's the main thread does not answer
  setTimeout(finish, STACK_MILLIS, [])
  try {
    const session = new Session()
    session.connectToMainThread()
    // a frame names its script by a number
    const urls = new Map<string, string>()
    session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
    session.on('Debugger.paused', ({ params }) =>
      finish(
        stackLines(
          params.callFrames.map(({ functionName, location }) => ({
            functionName,
            url: urls.get(location.scriptId) ?? '',
            line: location.lineNumber + 1,
          })),
        ),
      ),
    )
    session.post('Debugger.enable', () => session.post('Debugger.pause'))
  } catch {
    // no inspector in this build of Node.js: without a stack then
  }
}

function stand(): Pick<LastStand, 'phase' | 'step' | 'node' | 'call'> {
  const phase = Object.entries(phases).find(([, number]) => number === where[PHASE])?.[0] ?? 'idle'
  const node = where[NODE] as number
  return {
    phase: phase as LastStand['phase'],
    step: where[STEP] as number,
    ...(node < 0 ? {} : { node: `n${node + 1}` }),
    call: callText(where[CALL] as number),
  }
}

function callText(call: number): string {
  if (call === VIEW) return 'view()'
  const kind = Object.entries(stepCodes).find(([, code]) => code === call)?.[0]
  const words: { readonly [kind: string]: string } = {
    start: 'create()',
    restart: 'create() after a crash',
    deliver: 'receive()',
    timer: 'a timer',
    synced: 'the callback of a sync',
    submit: 'submit()',
    crash: 'stop()',
  }
  return words[kind ?? ''] ?? kind ?? 'the start of a run'
}

function notify(line: string): void {
  try {
    writeSync(SIGNS_FD, `${line}\n`)
  } catch {
    // the other end is gone, or the subject closed it: whoever waits for signs sees that there are none
  }
}

/** The whole group, so that nothing it started is left. */
function die(): void {
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.kill(process.pid, 'SIGKILL')
  }
}
