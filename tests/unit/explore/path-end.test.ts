import { expect, test } from 'vitest'
import { ClientHistories } from '../../../src/explore/client-histories.ts'
import { endOf } from '../../../src/explore/path-end.ts'
import type { PathEvent } from '../../../src/explore/path.ts'
import type { ServerInput } from '../../../src/explore/server-input.ts'
import { ServerStates } from '../../../src/explore/server-states.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'

const servers = new ServerStates(builtInRaft(), ['n1', 'n2', 'n3'], 'end', [])
const histories = new ClientHistories([])
const states = [...servers.begin]
const event = (server: number, input: ServerInput): PathEvent => ({
  server,
  input: servers.inputNumber(input),
})
const take = (one: PathEvent): readonly number[] => {
  const { next, sent } = servers.transition(states[one.server]!, one.input)
  states[one.server] = next
  return sent
}
const arrival = (message: number): PathEvent =>
  event(servers.messages.at(message).to, {
    type: 'deliver',
    from: servers.members[servers.messages.at(message).from]!,
    message,
    hold: false,
  })

const stands = event(0, { type: 'fire', timer: 'election', hold: false })
const [toSecond, toThird] = take(stands).map(arrival) as [PathEvent, PathEvent]
const [vote] = take(toSecond).map(arrival) as [PathEvent]
take(toThird)

const ended = (path: readonly PathEvent[]): string => endOf(path, servers, histories)

test('events of other servers may come in any order', () => {
  expect(ended([stands, toThird, toSecond, vote])).toBe(ended([stands, toSecond, toThird, vote]))
})

test('another state of any server, or another event, is another end', () => {
  const one = ended([stands, toSecond, toThird, vote])
  expect(ended([stands, toSecond, vote])).not.toBe(one)
  expect(ended([stands, toSecond, vote, toThird])).not.toBe(one)
})
