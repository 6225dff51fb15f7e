/** Entry file of a process in which a subject runs: takes orders from the process that started it. */
import { Worker } from 'node:worker_threads'
import { flushCompileCache } from '../base/compile-cache.ts'
import { InputError } from '../base/input-error.ts'
import { entryFile } from '../base/package-files.ts'
import { InProcessHost, loadSubject } from '../testcase/in-process-host.ts'
import { isWorn } from '../testcase/module-graphs.ts'
import type { SearchProgress } from '../testcase/explored.ts'
import type { AnswerOf, SubjectVerb } from '../testcase/subject-host.ts'
import { refuseProcessEnds, refuseProcessEndsByName } from '../sim/globals/process-ends.ts'
import { isLeftOver } from '../sim/globals/promise-watch.ts'
import { patchGlobalsForGood } from '../sim/globals/virtual-patches.ts'
import { failedOutside } from '../sim/run-under-way.ts'
import { thrownParts } from '../sim/subject-failure.ts'
import { enterPhase, whereabouts } from '../sim/whereabouts.ts'
import { keepInGroup } from './keep-in-group.ts'
import { rememberIntrinsics, replacedIntrinsic, replacedListening } from './intrinsics.ts'
import { lostDescriptor, notePosition, sign } from './own-descriptors.ts'
import type { BadInput, FromSubject, Setup, ToSubject } from './protocol.ts'

// Taken before any code of a subject runs: it must not speak in our name.
const send = process.send?.bind(process)
const stringify = JSON.stringify
Reflect.deleteProperty(process, 'send')
const kill = process.kill.bind(process)
process.on('disconnect', () => kill(-process.pid, 'SIGKILL'))

// before they are taken down: a subject that replaces them is found out
patchGlobalsForGood()
rememberIntrinsics()

/** What a subject did to the process while no run was under way. */
const deeds: string[] = []
refuseProcessEnds((call) => {
  deeds.push(`calls ${call}`)
  return true
})
refuseProcessEndsByName()
const uncaught = (error: unknown): void => {
  if (isLeftOver() || failedOutside(error)) return
  const { name, message } = thrownParts(error)
  deeds.push(`throws ${name}: ${message} where nobody catches it`)
}
process.on('uncaughtException', uncaught)
process.on('unhandledRejection', uncaught)

keepInGroup()
let host: InProcessHost | undefined
let halted = false

process.on('message', (message: ToSubject) => {
  if (message.type === 'setup') begin(message)
  else if (message.type === 'halt') halted = true
  else void answer(message).then(notify)
})

function begin({ choice, bounds }: Setup): void {
  const workerData = { where: whereabouts, bounds, parent: process.ppid }
  new Worker(entryFile('src/isolation/watchdog-thread'), { workerData, stdin: false }).unref()
  host = new InProcessHost(
    async () => {
      enterPhase('loading')
      const loaded = await loadSubject(choice)
      // what it set in motion while it loaded
      await new Promise((resolve) => setImmediate(resolve))
      // it ends by a signal, and what it compiled would be lost
      flushCompileCache()
      enterPhase('idle')
      const [deed] = deeds
      if (deed !== undefined) throw new InputError(`${deed} while it loads`, { file: choice.target })
      const replaced = replacedIntrinsic() ?? replacedListening()
      if (replaced !== undefined) {
        throw new InputError(`it replaces ${replaced} while it loads: leave the language as it is`, {
          file: choice.target,
        })
      }
      const lost = lostDescriptor()
      if (lost !== undefined) {
        throw new InputError(`it closes file descriptor ${lost}, which is not its own, while it loads`, {
          file: choice.target,
        })
      }
      return loaded
    },
    choice.target,
    replacedIntrinsic,
    isWorn,
  )
}

async function answer(message: Extract<ToSubject, { type: 'order' }>): Promise<FromSubject> {
  halted = false
  sign(stringify({ taken: true }))
  try {
    if (host === undefined) throw new Error('an order came before the setup')
    return { type: 'answer', answer: await fill(host, message) }
  } catch (error) {
    const { name, message: text } = thrownParts(error)
    if (name === 'InputError') return { type: 'threw', message: text, badInput: badInputOf(error, text) }
    const stack = error instanceof Error ? error.stack : undefined
    return { type: 'threw', message: stack ?? text }
  } finally {
    enterPhase('idle')
  }
}

/** Of another copy of this package, which a module may bring along, only the message is known. */
function badInputOf(error: unknown, message: string): BadInput {
  return error instanceof InputError
    ? { reason: error.reason, place: error.place }
    : { reason: message, place: {} }
}

function fill(
  host: InProcessHost,
  message: Extract<ToSubject, { type: 'order' }>,
): Promise<AnswerOf<SubjectVerb>> {
  switch (message.verb) {
    case 'describe':
      return host.describe()
    case 'plan':
      return host.plan(message.order)
    case 'run':
      return host.run(message.order, (progress) => sign(stringify({ progress })))
    case 'replay':
      return host.replay(message.order)
    case 'minimize':
      return host.minimize(message.order)
    case 'hunt':
      return host.hunt(message.order)
    case 'explore':
      return host.explore(message.order, notedNowAndThen())
    case 'tally':
      return host.tally(message.order, {
        began: notePosition,
        planned: (token) => sign(stringify({ planned: token })),
        halted: () => halted,
      })
  }
}

/** How often it is told how far a search is, in milliseconds. */
const SEARCH_SIGN_MILLIS = 200

/** Tells how far a search is, not more often than anybody reads it. */
function notedNowAndThen(): (progress: SearchProgress) => void {
  let last = 0
  return (searched) => {
    const now = performance.now()
    if (now - last < SEARCH_SIGN_MILLIS) return
    last = now
    sign(stringify({ searched }))
  }
}

function notify(message: FromSubject): void {
  try {
    // who has replaced what hears orders, or closed what it is heard by, would not take the next one
    const isSpoiled =
      replacedIntrinsic() !== undefined ||
      replacedListening() !== undefined ||
      lostDescriptor() !== undefined ||
      isWorn()
    send?.(isSpoiled ? { ...message, spoiled: true } : message)
  } catch (error) {
    // what cannot be sent came from the subject, or there would be no way to say so
    send?.({
      type: 'threw',
      message: `an answer could not be sent: ${thrownParts(error).message}`,
    })
  }
}
