import type { OrderProblem, Step, StepWrite } from './order-search.ts'

/** What is left of a search for an order, and the states of keys; each change can be taken back. */
export class Undone {
  readonly #problem: OrderProblem
  /** The nodes that are left, as a list in the order of priority. */
  readonly #after: Int32Array
  readonly #before: Int32Array
  readonly #waitsFor: Int32Array
  readonly #done: Uint16Array
  readonly #states: number[]
  /** By state: required reads of it that are left, and steps that lead to it. */
  readonly #readers: number[] = []
  readonly #producers: number[] = []
  /** By key: transactions that have read for a write of it to come. */
  readonly #openWriters: number[]
  /** What was done: a node, or a key with the state it had. */
  readonly #trail: number[] = []
  required = 0

  constructor(problem: OrderProblem) {
    this.#problem = problem
    const { graph, steps, initial } = problem
    const ordered: number[] = []
    for (let node = 0; node < graph.events; node++) if (this.#step(node) !== undefined) ordered.push(node)
    ordered.sort((a, b) => problem.priority(a) - problem.priority(b) || a - b)
    this.#after = new Int32Array(graph.nodes + 1).fill(-1)
    this.#before = new Int32Array(graph.nodes + 1).fill(-1)
    // the last place is the head of the list
    let last = graph.nodes
    for (const node of ordered) {
      this.#after[last] = node
      this.#before[node] = last
      last = node
    }
    this.#waitsFor = new Int32Array(graph.nodes)
    for (const target of graph.targets) this.#waitsFor[target] = (this.#waitsFor[target] as number) + 1
    this.#done = new Uint16Array((graph.events >> 4) + 1)
    this.#states = [...initial]
    this.#openWriters = initial.map(() => 0)
    for (const step of steps) {
      if (step === undefined) continue
      if (step.required) {
        this.required += graph.snapshot ? 2 : 1
        for (const { state } of step.reads) this.#readers[state] = (this.#readers[state] ?? 0) + 1
      }
      for (const { gives } of step.writes)
        if (gives !== undefined) this.#producers[gives] = (this.#producers[gives] ?? 0) + 1
    }
    // those that wait for nothing and are no transactions
    const waiting = this.#waitsFor.slice()
    for (let node = 0; node < graph.nodes; node++)
      if (waiting[node] === 0 && this.#isPassage(node)) this.#pass(node)
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
    const step = this.#step(node) as Step
    return step.writes.length === 0
  }

  isPossible(node: number): boolean {
    const step = this.#step(node) as Step
    const { snapshot } = this.#problem.graph
    const reads = !snapshot || (node & 1) === 0
    const commits = !snapshot || (node & 1) === 1
    if (reads && step.reads.some(({ key, state }) => this.#states[key] !== state)) return false
    return !commits || step.writes.every((write) => this.#mayWrite(step, write))
  }

  /** Where to come back to. */
  mark(): number {
    return this.#trail.length
  }

  run(node: number): void {
    const step = this.#step(node) as Step
    const { snapshot } = this.#problem.graph
    if (!snapshot || (node & 1) === 1) {
      for (const { key, apply } of step.writes) {
        const old = this.#states[key] as number
        this.#states[key] = apply(old)
        this.#trail.push(old, key, stateChange)
      }
    }
    this.#count(node, step, -1)
    this.#leave(node)
  }

  back(mark: number): void {
    while (this.#trail.length > mark) {
      const what = this.#trail.pop() as number
      if (what === stateChange) {
        const key = this.#trail.pop() as number
        this.#states[key] = this.#trail.pop() as number
      } else this.#return(what)
    }
  }

  /** All that decides what can follow. */
  text(): string {
    let done = ''
    for (let i = 0; i < this.#done.length; i += 4096)
      done += String.fromCharCode(...this.#done.subarray(i, i + 4096))
    return `${done}${this.#states.join(' ')}`
  }

  #step(node: number): Step | undefined {
    const { graph, steps } = this.#problem
    return node < graph.events ? steps[graph.snapshot ? node >> 1 : node] : undefined
  }

  /** A state that must still be read, and does not come again, may not be left. */
  #mayWrite(step: Step, { key, apply }: StepWrite): boolean {
    const { snapshot } = this.#problem.graph
    const old = this.#states[key] as number
    const openOthers = (this.#openWriters[key] as number) - (snapshot && step.reads.length > 0 ? 1 : 0)
    if (snapshot && openOthers > 0) return false
    if (apply(old) === old) return true
    const own = !snapshot && step.required && step.reads.some(({ state }) => state === old) ? 1 : 0
    return (this.#readers[old] ?? 0) <= own || (this.#producers[old] ?? 0) > 0
  }

  /** What the doing of a node (-1) or its undoing (1) changes in the counts. */
  #count(node: number, step: Step, by: 1 | -1): void {
    const { snapshot } = this.#problem.graph
    const starts = !snapshot || (node & 1) === 0
    const commits = !snapshot || (node & 1) === 1
    if (step.required) this.required += by
    if (starts && step.required)
      for (const { state } of step.reads) this.#readers[state] = (this.#readers[state] ?? 0) + by
    for (const { key, gives } of step.writes) {
      if (commits && gives !== undefined) this.#producers[gives] = (this.#producers[gives] ?? 0) + by
      if (!snapshot || step.reads.length === 0) continue
      // open from its start to its commit
      this.#openWriters[key] = (this.#openWriters[key] as number) + (starts ? -by : by)
    }
  }

  /** Nodes that are no transactions, starts that read nothing and commits that write nothing. */
  #isPassage(node: number): boolean {
    const { graph } = this.#problem
    if (node >= graph.events) return true
    const step = this.#step(node)
    if (!graph.snapshot || step === undefined) return false
    return (node & 1) === 0 ? step.reads.length === 0 : step.writes.length === 0
  }

  #pass(node: number): void {
    const step = this.#step(node)
    if (step !== undefined) this.#count(node, step, -1)
    this.#leave(node)
  }

  #leave(node: number): void {
    const { graph } = this.#problem
    this.#trail.push(node)
    if (node < graph.events) {
      this.#done[node >> 4] = (this.#done[node >> 4] as number) | (1 << (node & 15))
      const before = this.#before[node] as number
      const after = this.#after[node] as number
      this.#after[before] = after
      if (after !== -1) this.#before[after] = before
    }
    for (let edge = graph.offsets[node] as number; edge < (graph.offsets[node + 1] as number); edge++) {
      const target = graph.targets[edge] as number
      const left = (this.#waitsFor[target] as number) - 1
      this.#waitsFor[target] = left
      if (left === 0 && this.#isPassage(target)) this.#pass(target)
    }
  }

  #return(node: number): void {
    const { graph } = this.#problem
    for (let edge = graph.offsets[node] as number; edge < (graph.offsets[node + 1] as number); edge++) {
      const target = graph.targets[edge] as number
      this.#waitsFor[target] = (this.#waitsFor[target] as number) + 1
    }
    if (node >= graph.events) return
    this.#done[node >> 4] = (this.#done[node >> 4] as number) & ~(1 << (node & 15))
    const before = this.#before[node] as number
    const after = this.#after[node] as number
    this.#after[before] = node
    if (after !== -1) this.#before[after] = node
    const step = this.#step(node)
    if (step !== undefined) this.#count(node, step, 1)
  }
}

const stateChange = -1
