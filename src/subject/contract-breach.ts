/**
 * A subject handed over something that is not what the contract says. It threw nothing: what it handed over is
 * the finding. The message says what it was and what is wanted; whoever reports it adds the server.
 */
export class ContractBreach extends Error {
  override readonly name = 'ContractBreach'
  readonly property: ContractProperty
  /** The form of the breach, without values: equal bugs have equal shapes. */
  readonly shape: string

  constructor(property: ContractProperty, shape: string, message: string) {
    super(message)
    this.property = property
    this.shape = shape
  }
}

/** What a subject hands over keeps the contract, by name of the property, with what it says. */
export const contractProperties = {
  'well-formed-view': 'What view() returns is a NodeView.',
  'well-formed-node': 'What create() returns is a RaftNode.',
  'well-formed-outcome': 'What submit hands to done is an outcome.',
  'answered-once': 'A server answers a call at most once.',
  lockstep: 'A program answers each line of the lockstep contract with one line of it.',
} as const

export type ContractProperty = keyof typeof contractProperties
