import { elementAt } from '../../src/base/element-at.ts'
import type { OrderProblem, Step, StepWrite } from './order-problem.ts'
import { OpenKeys } from './open-keys.ts'

/** What is left of a search for an order, and the states of keys; each change can be taken back. */
export class Undone {
  readonly #problem: OrderProblem
  readonly #keys: OpenKeys
  /** The nodes that are left, as a list in the order of priority; the place after all nodes is its head. */
  readonly #after: Int32Array
  readonly #before: Int32Array
  /** The nodes of transactions by priority, and where each stands. */
  readonly #ordered: readonly number[]
  readonly #rank: Int32Array
  readonly #waitsFor: Int32Array
  readonly #isDone: Uint8Array
  /** How many nodes of transactions are done, and how many of the others wait for nothing. */
  #done = 0
  #ready = 0
  /** What was done: a node, or a key with the state it had. */
  readonly #trail: number[] = []
  /** Nodes of transactions that are left and must be done. */
  required = 0
  /** Candidates looked at, for whoever counts them. */
  looked = 0

  constructor(problem: OrderProblem) {
    this.#problem = problem
    const { graph, steps } = problem
    this.#keys = new OpenKeys(problem)
    const ordered: number[] = []
    for (let node = 0; node < graph.events; node++) if (this.#step(node) !== undefined) ordered.push(node)
    ordered.sort((a, b) => problem.priority(a) - problem.priority(b) || a - b)
    this.#ordered = ordered
    this.#rank = new Int32Array(graph.events)
    this.#after = new Int32Array(graph.nodes + 1).fill(-1)
    this.#before = new Int32Array(graph.nodes + 1).fill(-1)
    let last = graph.nodes
    for (const [rank, node] of ordered.entries()) {
      this.#rank[node] = rank
      this.#after[last] = node
      this.#before[node] = last
      last = node
    }
    this.#waitsFor = new Int32Array(graph.nodes)
    for (const target of graph.targets) this.#waitsFor[target] = (this.#waitsFor[target] as number) + 1
    this.#isDone = new Uint8Array(graph.events)
    for (const step of steps) if (step?.required === true) this.required += graph.snapshot ? 2 : 1
    const waiting = this.#waitsFor.slice()
    for (let node = 0; node < graph.nodes; node++) {
      if (waiting[node] !== 0) continue
      const step = this.#step(node)
      if (!this.#isPassage(node)) {
        if (step !== undefined) this.#ready++
        continue
      }
      if (step !== undefined) this.#count(node, step, -1)
      this.#leave(node)
    }
  }

  /** The first node that is left; -1 when there is none. */
  get first(): number {
    return this.#after[this.#problem.graph.nodes] as number
  }

  after(node: number): number {
    return this.#after[node] as number
  }

  isReady(node: number): boolean {
    return this.#waitsFor[node] === 0
  }

  /** Whether it only reads, so that to do it now takes nothing away. */
  isFree(node: number): boolean {
    return (this.#step(node) as Step).writes.length === 0
  }

  /** The first node from one on that can be next; -1 when there is none. */
  firstPossible(from: number): number {
    let left = this.#ready
    for (let node = from; node !== -1 && left > 0; node = this.after(node)) {
      if (!this.isReady(node)) continue
      left--
      this.looked++
      if (this.isPossible(node)) return node
    }
    return -1
  }

  isPossible(node: number): boolean {
    const step = this.#step(node) as Step
    const { snapshot } = this.#problem.graph
    if ((!snapshot || (node & 1) === 0) && !this.#keys.fits(step)) return false
    if (snapshot && (node & 1) === 0) return true
    return step.writes.every((write: StepWrite) => this.#keys.mayWrite(step, write))
  }

  /** Where to come back to. */
  mark(): number {
    return this.#trail.length
  }

  run(node: number): void {
    const step = this.#step(node) as Step
    const { snapshot } = this.#problem.graph
    if (!snapshot || (node & 1) === 1)
      for (const { key, apply } of step.writes)
        this.#trail.push(this.#keys.change(key, apply), key, STATE_CHANGE)
    this.#ready--
    this.#count(node, step, -1)
    this.#leave(node)
  }

  back(mark: number): void {
    while (this.#trail.length > mark) {
      const what = this.#trail.pop() as number
      if (what === STATE_CHANGE) {
        const key = this.#trail.pop() as number
        this.#keys.restore(key, this.#trail.pop() as number)
      } else this.#return(what)
    }
  }

  /** All that decides what can follow: what is done, as far as it is no whole stretch, and the states that matter. */
  text(): string {
    const { first } = this
    const from = first === -1 ? this.#ordered.length : (this.#rank[first] as number)
    let text = `${from} `
    let seen = from
    let word = 0
    let bits = 0
    for (let rank = from; seen < this.#done; rank++) {
      const isDone = this.#isDone[elementAt(this.#ordered, rank)] as number
      word |= isDone << bits
      seen += isDone
      if (++bits < 15) continue
      text += String.fromCharCode(word)
      word = bits = 0
    }
    return `${text}${String.fromCharCode(word)} ${this.#keys.text()}`
  }

  #step(node: number): Step | undefined {
    const { graph, steps } = this.#problem
    return node < graph.events ? steps[graph.snapshot ? node >> 1 : node] : undefined
  }

  /** What the doing of a node (-1) or its undoing (1) changes in the counts. */
  #count(node: number, step: Step, by: 1 | -1): void {
    const { snapshot } = this.#problem.graph
    this.#done -= by
    this.#isDone[node] = by === -1 ? 1 : 0
    if (step.required) this.required += by
    if (!snapshot || (node & 1) === 0) this.#keys.countStart(step, by)
    if (!snapshot || (node & 1) === 1) this.#keys.countCommit(step, by)
  }

  /** Nodes that are no transactions, starts that read nothing and commits that write nothing. */
  #isPassage(node: number): boolean {
    const { graph } = this.#problem
    if (node >= graph.events) return true
    const step = this.#step(node)
    if (!graph.snapshot || step === undefined) return false
    return (node & 1) === 0 ? step.reads.length === 0 : step.writes.length === 0
  }

  /** Does a node, and then each passage that waits for nothing any more. */
  #leave(node: number): void {
    const { graph } = this.#problem
    const leaving = [node]
    for (let each = leaving.pop(); each !== undefined; each = leaving.pop()) {
      const step = each === node ? undefined : this.#step(each)
      if (step !== undefined) this.#count(each, step, -1)
      this.#trail.push(each)
      if (each < graph.events) this.#unlink(each)
      for (let edge = graph.offsets[each] as number; edge < (graph.offsets[each + 1] as number); edge++) {
        const target = graph.targets[edge] as number
        const left = (this.#waitsFor[target] as number) - 1
        this.#waitsFor[target] = left
        if (left > 0) continue
        if (this.#isPassage(target)) leaving.push(target)
        else this.#ready++
      }
    }
  }

  #unlink(node: number): void {
    const before = this.#before[node] as number
    const after = this.#after[node] as number
    this.#after[before] = after
    if (after !== -1) this.#before[after] = before
  }

  #return(node: number): void {
    const { graph } = this.#problem
    for (let edge = graph.offsets[node] as number; edge < (graph.offsets[node + 1] as number); edge++) {
      const target = graph.targets[edge] as number
      const left = this.#waitsFor[target] as number
      this.#waitsFor[target] = left + 1
      if (left === 0 && !this.#isPassage(target)) this.#ready--
    }
    if (node >= graph.events) return
    const before = this.#before[node] as number
    const after = this.#after[node] as number
    this.#after[before] = node
    if (after !== -1) this.#before[after] = node
    if (!this.#isPassage(node)) this.#ready++
    const step = this.#step(node)
    if (step !== undefined) this.#count(node, step, 1)
  }
}

const STATE_CHANGE = -1
