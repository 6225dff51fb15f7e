import type { NodeId } from 'whitewater'
import type { Core } from './core.ts'
import { ELECTION_LEAST, ELECTION_MOST, type AskVote, type Vote } from './vocabulary.ts'

/** Who leads: timers, pre-votes and votes. */
export class Elections {
  protected readonly core: Core
  #timer: ReturnType<typeof setTimeout> | undefined
  #votes = new Set<NodeId>()
  protected asking: 'nothing' | 'pre' | 'vote' = 'nothing'
  /** When a leader was heard last. A server that begins may have heard one just before. */
  protected heardAt = Date.now()

  constructor(core: Core) {
    this.core = core
    core.on('heard', () => {
      this.heardAt = Date.now()
      this.asking = 'nothing'
      this.restart()
    })
    core.on('stepped-down', () => this.restart())
    this.restart()
  }

  restart(): void {
    clearTimeout(this.#timer)
    const patience = ELECTION_LEAST + Math.floor(Math.random() * (ELECTION_MOST - ELECTION_LEAST))
    this.#timer = setTimeout(() => this.#timedOut(), patience)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #timedOut(): void {
    const { core } = this
    if (core.role === 'leader') return
    this.restart()
    if (!core.isVoter) return
    core.leader = null
    if (core.settings.preVote) this.ask(true, false)
    else void this.stand(false)
  }

  async stand(forced: boolean): Promise<void> {
    const { core } = this
    if (core.role === 'leader' || !core.isVoter) return
    core.role = 'candidate'
    core.leader = null
    core.setHard(core.term + 1, core.id)
    this.asking = 'nothing'
    this.restart()
    const { term } = core
    await core.disk.flushed()
    if (!core.stopped && core.term === term && core.role === 'candidate') this.ask(false, forced)
  }

  protected ask(pre: boolean, forced: boolean): void {
    const { core } = this
    this.asking = pre ? 'pre' : 'vote'
    this.#votes = new Set()
    const { last: lastIndex, lastTerm } = core.log
    const term = pre ? core.term + 1 : core.term
    for (const voter of core.config.voters) {
      if (voter !== core.id) core.send(voter, { k: 'ask-vote', term, pre, forced, lastIndex, lastTerm })
    }
    this.count(core.id)
  }

  /** A leader is alive, as far as this server knows: nobody is helped to depose it. */
  protected hasLeader(): boolean {
    const { core } = this
    return core.role === 'leader' || Date.now() - this.heardAt < ELECTION_LEAST
  }

  protected isUpToDate({ lastTerm, lastIndex }: AskVote): boolean {
    const { log } = this.core
    return lastTerm > log.lastTerm || (lastTerm === log.lastTerm && lastIndex >= log.last)
  }

  /** Whether a request is passed over in silence, its term as well. */
  isDisregarded({ pre, forced }: AskVote): boolean {
    return (pre || this.core.settings.checkQuorum) && !forced && this.hasLeader()
  }

  asked(from: NodeId, message: AskVote): void {
    const { core } = this
    const { term: asked, pre } = message
    const free = pre
      ? asked > core.term
      : asked === core.term && core.role !== 'leader' && (core.vote === null || core.vote === from)
    const granted = free && this.isUpToDate(message)
    if (granted && !pre) {
      if (core.vote === null) core.setHard(core.term, from)
      this.restart()
    }
    void core.promise(from, { k: 'vote', term: core.term, pre, asked, granted })
  }

  answered(from: NodeId, { pre, asked, granted }: Vote): void {
    const { core } = this
    if (!granted || asked !== (pre ? core.term + 1 : core.term)) return
    if (this.asking === (pre ? 'pre' : 'vote')) this.count(from)
  }

  protected count(voter: NodeId): void {
    const { core } = this
    this.#votes.add(voter)
    if (!core.isMajority((id) => this.#votes.has(id))) return
    if (this.asking === 'pre') return void this.stand(false)
    this.asking = 'nothing'
    core.role = 'leader'
    core.leader = core.id
    core.emit('elected')
    core.propose([{ is: 'noop' }])
  }
}
