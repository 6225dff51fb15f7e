import { RandomStream } from '../src/base/random.ts'
import { nodeIds } from '../src/base/node-id.ts'
import {
  defaultConfig,
  emptyDisk,
  Raft,
  rules,
  type Effect,
  type Message,
  type TimerName,
} from '../src/raft/core/index.ts'

interface Event {
  time: number
  order: number
  node: number
  from: number
  message: Message | undefined
  timer: TimerName | undefined
  token: number
  epoch: number
}

/**
 * The rival: the same Raft core in the barest loop that can run it. A heap, a delay per message, disks that
 * take a millisecond; no environment, no digest, no invariants, no clients, no history, no faults.
 * @returns the number of events handled.
 */
export function bareRaft(size: number, seconds: number, opsPerSecond: number, seed: string): number {
  const members = nodeIds(size)
  const random = new RandomStream(seed)
  const rafts = members.map((id) => new Raft({ ...defaultConfig, id, members }, rules, emptyDisk))
  const epochs = members.map(() => ({ election: 0, heartbeat: 0, transfer: 0 }))
  const heap: Event[] = []
  let order = 0
  let now = 0
  let events = 0

  const push = (event: Event): void => {
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt] as Event
      if (parent.time < event.time || (parent.time === event.time && parent.order < event.order)) break
      heap[at] = parent
      at = parentAt
    }
    heap[at] = event
  }
  const pop = (): Event => {
    const first = heap[0] as Event
    const last = heap.pop() as Event
    if (heap.length === 0) return first
    let at = 0
    for (;;) {
      let childAt = 2 * at + 1
      if (childAt >= heap.length) break
      let child = heap[childAt] as Event
      const right = heap[childAt + 1]
      if (
        right !== undefined &&
        (right.time < child.time || (right.time === child.time && right.order < child.order))
      ) {
        childAt++
        child = right
      }
      if (last.time < child.time || (last.time === child.time && last.order < child.order)) break
      heap[at] = child
      at = childAt
    }
    heap[at] = last
    return first
  }
  const perform = (node: number, effects: readonly Effect[]): void => {
    const epoch = epochs[node] as { [timer in TimerName]: number }
    for (const effect of effects) {
      const event: Event = {
        time: now,
        order: order++,
        node,
        from: node,
        message: undefined,
        timer: undefined,
        token: 0,
        epoch: 0,
      }
      switch (effect.do) {
        case 'send':
          event.time = now + 1000 + random.int(0, 4000)
          event.node = Number(effect.to.slice(1)) - 1
          event.message = effect.message
          push(event)
          break
        case 'set-timer':
          event.time = now + 1000 * random.int(effect.low, effect.high)
          event.timer = effect.timer
          event.epoch = ++epoch[effect.timer]
          push(event)
          break
        case 'cancel-timer':
          epoch[effect.timer]++
          break
        case 'persist':
          event.time = now + 1000
          event.token = effect.token
          push(event)
          break
        default:
      }
    }
  }
  rafts.forEach((raft, node) => perform(node, raft.start(0)))
  let nextOperation = 1_000_000 / opsPerSecond
  let request = 0
  while (heap.length > 0) {
    const event = pop()
    if (event.time > seconds * 1e6) break
    now = event.time
    while (now >= nextOperation) {
      nextOperation += 1_000_000 / opsPerSecond
      const leader = rafts.findIndex((raft) => raft.server.role === 'leader')
      if (leader < 0) continue
      events++
      const command = { client: 1, sequence: ++request, call: { f: 'write', key: 'x', value: request } }
      const input = { type: 'propose', request, command, kind: 'write' } as const
      perform(leader, (rafts[leader] as Raft).step(input, now / 1000))
    }
    const { node, timer, message } = event
    const raft = rafts[node] as Raft
    if (timer !== undefined) {
      if (event.epoch !== (epochs[node] as { [each in TimerName]: number })[timer]) continue
      perform(node, raft.step({ type: 'timer', timer }, now / 1000))
    } else if (message !== undefined) {
      perform(node, raft.step({ type: 'message', from: members[event.from] as string, message }, now / 1000))
    } else perform(node, raft.step({ type: 'persisted', token: event.token }, now / 1000))
    events++
  }
  return events
}
