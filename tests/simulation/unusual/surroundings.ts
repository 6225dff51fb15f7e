import type { Json } from '../../../src/base/json.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { NodeView } from '../../../src/record/node-view.ts'
import type { Outcome } from '../../../src/record/operation.ts'
import type { Environment, RaftNode } from '../../../src/subject/contract.ts'
import type { Message } from './messages.ts'
import type { Call } from './stored-log.ts'

type Node = RaftNode<Call, Json, Message>
type Done = (outcome: Outcome<Json>) => void

/** Shows a consistent view of so many looks ago. */
export function lagging(node: Node, looks: number): Node {
  const views: NodeView[] = []
  return through(node, {
    view: () => {
      views.push(copyOf(node))
      return (views.length > looks ? views.shift() : views[0]) as NodeView
    },
  })
}

/** Shows a new view at every so manieth look only. */
export function rarelyShown(node: Node, every: number): Node {
  let looks = 0
  let view = copyOf(node)
  return through(node, {
    view: () => {
      if (++looks % every === 0) view = copyOf(node)
      return view
    },
  })
}

/** Takes what comes when its timer fires, several messages at once. */
export function batching(node: Node, env: Environment<Message>, every: number): Node {
  const inbox: (() => void)[] = []
  const handle = (): void => {
    env.clock.after(every, handle)
    for (const act of inbox.splice(0)) act()
  }
  handle()
  return through(node, {
    receive: (from, message) => void inbox.push(() => node.receive(from, message)),
    submit: (call, done) => void inbox.push(() => node.submit(call, done)),
  })
}

/** Handles one event after the other, each in promises. */
export function asynchronous(node: Node): Node {
  let queue = Promise.resolve()
  const later = (act: () => void): Promise<void> => {
    queue = queue.then(async () => {
      await Promise.resolve()
      act()
      await Promise.resolve()
    })
    return queue
  }
  return through(node, {
    receive: (from: NodeId, message: Message) => later(() => node.receive(from, message)) as unknown as void,
    submit: (call: Call, done: Done) => later(() => node.submit(call, done)) as unknown as void,
  })
}

/** Shows nothing. */
export const unseen = (node: Node): Node => ({
  receive: (from, message) => node.receive(from, message),
  submit: (call, done) => node.submit(call, done),
  stop: () => node.stop?.(),
})

/** The environment with the globals of Node.js in place of its clock and its random numbers. */
export const withGlobals = <M>(env: Environment<M>): Environment<M> => ({
  id: env.id,
  members: env.members,
  transport: env.transport,
  storage: env.storage,
  note: (event, data) => env.note(event, data),
  clock: {
    now: () => Date.now(),
    after: (delay, fire) => {
      const timer = setTimeout(fire, delay)
      return () => clearTimeout(timer)
    },
  },
  random: {
    int: (low, high) => low + Math.floor(Math.random() * (high - low + 1)),
    chance: (probability) => Math.random() < probability,
  },
})

function copyOf(node: Node): NodeView {
  const view = node.view?.() as NodeView
  return { ...view, log: [...view.log] }
}

const through = (node: Node, other: Partial<Node>): Node => ({
  receive: (from, message) => node.receive(from, message),
  submit: (call, done) => node.submit(call, done),
  view: () => node.view?.() as NodeView,
  stop: () => node.stop?.(),
  ...other,
})
