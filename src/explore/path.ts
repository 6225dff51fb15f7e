import { defined } from '../base/defined.ts'
import { elementAt } from '../base/element-at.ts'
import type { Json } from '../base/json.ts'
import type { Decision, Script } from '../record/decision.ts'
import type { ServerStates } from './server-states.ts'

/** One event of a run that was searched: a server, and the number of what happens to it. */
export interface PathEvent {
  readonly server: number
  readonly input: number
}

/** The events as a script, which any run of the target can follow. A server that restarts crashes first. */
export function scriptOf(path: readonly PathEvent[], servers: ServerStates): Script {
  const states = [...servers.begin]
  const copies = new Map<number, number>()
  const send = (messages: readonly number[]): void => {
    for (const one of messages) copies.set(one, (copies.get(one) ?? 0) + 1)
  }
  send(servers.sentAtBegin)
  return path.flatMap(({ server, input: number }): Decision[] => {
    const node = elementAt(servers.members, server)
    const input = servers.inputs.at(number)
    const held = input.hold ? ({ hold: true } as const) : {}
    const { next, sent } = servers.transition(elementAt(states, server), number)
    states[server] = next
    try {
      switch (input.type) {
        case 'deliver': {
          const { fingerprint: message } = servers.messages.at(input.message)
          const underWay = copies.get(input.message) ?? 0
          copies.set(input.message, underWay - 1)
          const again = underWay > 0 ? {} : ({ again: true } as const)
          return [{ do: 'deliver', from: input.from, to: node, message, ...again, ...held }]
        }
        case 'fire':
          return [{ do: 'fire', node, timer: input.timer, ...held }]
        case 'submit': {
          const { client, call, as } = elementAt(servers.calls, input.operation)
          const { again, acknowledged, isUnheard } = input
          const said = { ...defined({ acknowledged }), ...held }
          if (isUnheard) return [{ do: 'retry', client, node, call: call as Json, ...said }]
          if (again) return [{ do: 'retry', client, node, ...said }]
          return [{ do: 'submit', client, node, call, ...as, ...held }]
        }
        case 'restart':
          return [
            { do: 'crash', node },
            { do: 'restart', node },
          ]
      }
    } finally {
      send(sent)
    }
  })
}
