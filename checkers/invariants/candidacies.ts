import type { LogEnd } from './invariant.ts'
import { anyLog, endBefore, isOlder } from './log-end.ts'
import type { ObservedServer } from './observed-server.ts'

/** The most up-to-date log that a candidate may have claimed in a term. */
export interface Candidacy extends LogEnd {
  /** When its log was seen to be so, or it said so. */
  readonly step: number
  /** What its requests said, not what its log may have been. */
  readonly claimed: boolean
  /** The log has entries of the term itself: the election is over, and it asks no more. */
  over: boolean
}

/** Who stands in which term, and what it may have claimed of its log when it asked for votes. */
export class Candidacies {
  /** By candidate and term. */
  readonly #candidacies: readonly Map<number, Candidacy>[]
  /**
   * By server, the most up-to-date end of its log since it entered its term: it may stand in it and show so only later.
   * For example, n1 asks for votes in term 3 with a log that ends at (6, term 1); n2 wins the term and replaces entry 6;
   * then n1 shows that it voted for itself, with a log that ends before term 3 at (5, term 1).
   */
  readonly #best: (LogEnd & { readonly term: number })[]
  /** By server, the highest term that a crash took it back behind: in it, it may have claimed what is lost. */
  readonly #undone: number[]

  constructor(servers: number) {
    this.#candidacies = Array.from({ length: servers }, () => new Map<number, Candidacy>())
    this.#best = Array.from({ length: servers }, () => ({ term: 0, lastIndex: 0, lastTerm: 0 }))
    this.#undone = Array.from({ length: servers }, () => 0)
  }

  /** A server is in another term than before; its log is still that of before. */
  enters(server: ObservedServer): void {
    const { node, currentTerm: term, log } = server
    const lost = term <= (this.#undone[node] ?? 0)
    const end = endBefore(term, log)
    this.#best[node] = { term, ...(lost || end.lastTerm < 0 ? anyLog : end) }
  }

  /** The end of a server's log moved. Once it has entries of its term, the election is over. */
  moved({ node, currentTerm, log }: ObservedServer): void {
    const { lastIndex, lastTerm } = log.lastTerm < 0 ? anyLog : log
    if (lastTerm < currentTerm || log.lastTerm < 0) this.#improve(node, { lastIndex, lastTerm })
  }

  #improve(node: number, end: LogEnd): void {
    const best = this.#best[node]
    if (best !== undefined && isOlder(best, end)) this.#best[node] = { term: best.term, ...end }
  }

  of(candidate: number, term: number): Candidacy | undefined {
    return this.#candidacies[candidate]?.get(term)
  }

  /** A request for votes said where the log of its sender ends. */
  claims({ node }: ObservedServer, term: number, claim: LogEnd, step: number): void {
    const known = this.of(node, term)
    if (known?.claimed === true && !isOlder(known, claim)) return
    this.#candidacies[node]?.set(term, { ...claim, step, claimed: true, over: true })
  }

  /**
   * A server shows for the first time that it stands in its term. `leader`: who was seen to lead that term.
   *
   * The step may have elected it as well, or brought entries: the log before it counts, too. Where it shows so
   * only after another leads the term, and entries of that one came meanwhile, what it claimed may be cut by now.
   */
  stands(server: ObservedServer, leader: ObservedServer | undefined, step: number): void {
    const { currentTerm, endMoved, role } = server
    const late = endMoved && (role === 'follower' || (leader !== undefined && leader !== server))
    if (late) this.#raise(server, anyLog, step)
    else this.follow(server, step)
    if (endMoved && server.lastTermBefore < currentTerm)
      this.#raise(server, { lastIndex: server.lastIndexBefore, lastTerm: server.lastTermBefore }, step)
    const best = this.#best[server.node]
    if (best?.term === currentTerm)
      this.#raise(server, { lastIndex: best.lastIndex, lastTerm: best.lastTerm }, step)
  }

  /**
   * While it is in that term it may ask (again): who writes its vote to disk first, and asks after that, may have
   * finished an append or a snapshot by then. It may even have stepped down meanwhile and taken entries of the leader of
   * that term: with them it asks, of servers that then rightly vote for it.
   */
  follow(server: ObservedServer, step: number): void {
    const { node, currentTerm, log } = server
    if (this.of(node, currentTerm)?.over === true) return
    const end = endBefore(currentTerm, log)
    this.#raise(server, end.lastTerm < 0 ? anyLog : end, step)
    const candidacy = this.of(node, currentTerm)
    if (candidacy === undefined || log.lastTerm < currentTerm) return
    if (server.role !== 'leader') this.#raise(server, anyLog, step)
    candidacy.over = true
  }

  /** A candidacy that a crash undid may be stood again with another log, and which one a vote answers does not show. */
  undo({ node, currentTerm }: ObservedServer): void {
    const { term: left = 0 } = this.#best[node] ?? {}
    if (left > currentTerm) this.#undone[node] = Math.max(this.#undone[node] ?? 0, left)
    // in a term that it was not seen to enter it may have claimed anything
    if (left !== currentTerm) this.#best[node] = { term: currentTerm, ...anyLog }
    const candidacies = this.#candidacies[node]
    if (candidacies === undefined) return
    for (const [term, { step, claimed }] of candidacies)
      if (term > currentTerm && !claimed) candidacies.set(term, { ...anyLog, step, claimed, over: true })
  }

  #raise({ node, currentTerm }: ObservedServer, end: LogEnd, step: number): void {
    const known = this.of(node, currentTerm)
    if (known !== undefined && (known.claimed || !isOlder(known, end))) return
    this.#candidacies[node]?.set(currentTerm, { ...end, step, claimed: false, over: false })
  }
}
