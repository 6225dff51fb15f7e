/** An order that a worker holds. Until its lease ends nobody else gets it. */
export interface Taken {
  readonly job: string
  readonly order: string
  /** Names this holding of the order: of an order that was given to another the outcome is not taken. */
  readonly lease: string
  readonly jobText: string
  readonly orderText: string
}

/** What a campaign is told when it shows that it is alive. */
export interface Beat {
  /** Workers seen of late, by their names. */
  readonly workers: readonly string[]
  /** Why workers will not serve this campaign, by their names. */
  readonly refusals: ReadonlyMap<string, string>
  /** Texts of outcomes, by their orders. They stay until they are said to be received. */
  readonly outcomes: ReadonlyMap<string, string>
  /** Orders that are not in the queue any more: it was emptied, or its server lost what it held. */
  readonly lost: readonly string[]
  /** Orders that so many workers left without an outcome that they are not handed out again. */
  readonly abandoned: readonly string[]
}

/** The queue as a campaign uses it. */
export interface CampaignQueue {
  /** Says that the campaign is alive, `received` what need not be kept. To be called every second or so. */
  beat(job: string, jobText: string, pending: readonly string[], received: readonly string[]): Promise<Beat>
  /** Does nothing for an order that the queue holds already. */
  place(job: string, order: string, orderText: string): Promise<void>
  /** Whether the order is gone, as nobody had taken it. Else its worker ends it after the run under way. */
  halt(job: string, order: string): Promise<boolean>
  /** Takes the campaign with all its orders out of the queue. */
  withdraw(job: string): Promise<void>
  close(): Promise<void>
}

/** `halted`: to be ended after the run under way. `lost`: its outcome will not be taken any more. */
export type Holding = 'held' | 'halted' | 'lost'

/** The queue as a worker uses it. */
export interface WorkerQueue {
  /**
   * An order of the campaign at which the fewest are working; undefined: there is none.
   * @param refused campaigns that this worker will not serve.
   */
  take(worker: string, lease: string, refused: readonly string[]): Promise<Taken | undefined>
  /** Says that the worker is alive and at these orders, and tells what is to become of each. */
  renew(worker: string, held: readonly Taken[]): Promise<readonly Holding[]>
  /** Whether the outcome is taken. */
  finish(taken: Taken, outcomeText: string): Promise<boolean>
  /** Gives an order back as it was. */
  giveBack(taken: Taken): Promise<void>
  /** Tells a campaign why this worker will not serve it. */
  refuse(worker: string, job: string, why: string): Promise<void>
  /** The worker is gone. */
  leave(worker: string): Promise<void>
  close(): Promise<void>
}
