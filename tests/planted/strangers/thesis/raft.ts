// A second stranger's Raft, by the public contract alone: a function from state and event to effects, in the words of the
// thesis, with pre-vote, a watched quorum, read index, snapshots in pieces, changes of members and transfer.
// It is meant to be correct; a violation found in it is a bug of the harness, or of these files.
import { inProcess } from 'whitewater'
import type { Cancel, Environment, Json, NodeId, NodeView, Outcome, RaftNode } from 'whitewater'
import { recover } from './log.ts'
import { step } from './step.ts'
import type {
  Answer,
  Call,
  Effect,
  Event,
  Happening,
  Image,
  Message,
  Settings,
  State,
  Timer,
  Token,
} from './state.ts'

type Done = (outcome: Outcome<Json>) => void

class ThesisRaft implements RaftNode<Call, Json> {
  private readonly env: Environment
  private readonly raft: State
  private readonly timers = new Map<Timer, Cancel>()
  private readonly asked = new Map<Token, Done>()
  private tokens = 0
  private stopped = false

  constructor(env: Environment, settings: Settings) {
    this.env = env
    const stored = env.storage.load() ?? {}
    const kept = (stored as { image?: Image }).image
    const image = kept ?? { index: 0, term: 0, members: env.members, values: [], results: [] }
    const { index, term } = image
    this.raft = {
      ...{ id: env.id, settings, roll: (low, high) => env.random.int(low, high) },
      ...{ role: 'follower', ready: false, term: 0, vote: null, leader: null },
      ...{ entries: [], base: { index, term }, image, diskFrom: 1, commit: index, applied: index },
      memberships: [{ index, members: image.members }],
      ...{ values: new Map(image.values), results: new Map(image.results), waiting: new Map() },
      ...{ trusting: false, ballots: new Set(), forced: false, peers: new Map(), durable: index },
      ...{ round: 0, opening: 0, reads: [] },
    }
    const effects: Effect[] = []
    recover(this.raft, stored as { readonly [key: string]: Json }, effects)
    this.perform(effects)
    this.on({ on: 'start' })
  }

  receive(from: NodeId, message: Json): void {
    this.on({ on: 'message', from, message: message as Message })
  }

  submit(call: Call, done: Done): void {
    this.on({ on: 'call', token: this.token(done), call })
  }

  reconfigure(members: readonly NodeId[], done: (outcome: Outcome<null>) => void): void {
    this.on({ on: 'members', token: this.token(done as Done), members })
  }

  transfer(to: NodeId, done: (outcome: Outcome<null>) => void): void {
    this.on({ on: 'transfer', token: this.token(done as Done), to })
  }

  snapshot(done: (outcome: Outcome<null>) => void): void {
    this.on({ on: 'compact', token: this.token(done as Done) })
  }

  view(): NodeView {
    const { role, term, vote, leader, entries, base, image, commit, applied, memberships } = this.raft
    return {
      role: role === 'precandidate' ? 'follower' : role,
      ...{ currentTerm: term, votedFor: vote, leader, log: entries, firstIndex: base.index + 1 },
      ...{ commitIndex: commit, lastApplied: applied, members: memberships.at(-1)?.members ?? [] },
      ...{ snapshotIndex: image.index, snapshotTerm: image.term },
    }
  }

  stop(): void {
    this.stopped = true
    for (const cancel of this.timers.values()) cancel()
  }

  private token(done: Done): Token {
    this.tokens += 1
    this.asked.set(this.tokens, done)
    return this.tokens
  }

  private on(event: Event): void {
    if (this.stopped) return
    const effects: Effect[] = []
    step(this.raft, event, effects)
    this.perform(effects)
  }

  private perform(effects: readonly Effect[]): void {
    const promised: Effect[] = []
    for (const effect of effects) {
      if (effect.do === 'send') this.send(effect.to, effect.message)
      else if (effect.do === 'write') this.env.storage.write(effect.key, effect.value)
      else if (effect.do === 'arm') this.arm(effect.timer, effect.after)
      else if (effect.do === 'disarm') this.timers.get(effect.timer)?.()
      else if (effect.do === 'answer') this.answer(effect.token, effect.answer)
      else promised.push(effect)
    }
    if (promised.length === 0) return
    this.env.storage.sync(() => {
      for (const effect of promised)
        if (effect.do === 'promise') this.send(effect.to, effect.message)
        else if (effect.do === 'when-durable') this.durable(effect.happening)
    })
  }

  private durable(happening: Happening): void {
    this.on({ on: 'durable', ...happening })
  }

  private send(to: NodeId, message: Message): void {
    this.env.transport.send(to, message as unknown as Json)
  }

  private arm(timer: Timer, after: number): void {
    this.timers.get(timer)?.()
    this.timers.set(
      timer,
      this.env.clock.after(after, () => this.on({ on: 'timer', timer }), timer),
    )
  }

  private answer(token: Token, answer: Answer): void {
    const done = this.asked.get(token)
    this.asked.delete(token)
    done?.(answer)
  }
}

export default inProcess<Call, Json>({
  name: 'thesis-raft',
  electionTimeout: 400,
  offers: { sessions: true, snapshots: 'on-request', membership: true, transfer: true },
  options: {
    batch: [16, 1, 64],
    window: [4, 1, 16],
    snapshotEvery: [10, 0, 40],
    chunk: [65_536, 100, 400],
    reads: ['index', 'log'],
  },
  create: (env, options) => new ThesisRaft(env, options as unknown as Settings),
})
