import type { Json } from '../../../../../src/base/json.ts'
import { codedOutcome } from '../../../../../src/record/coded-outcome.ts'
import type { CodedOutcome, Outcome } from '../../../../../src/record/operation.ts'
import type { Command, Consensus, ConsensusStatus } from '../../../../../src/raft/server/consensus.ts'

/** A consensus whose answers a test decides. Without a decision a call waits, and the test settles it. */
export class FakeConsensus implements Consensus {
  readonly commands: Command[] = []
  readonly waiting: ((outcome: Outcome<Json>) => void)[] = []
  current: ConsensusStatus = {
    id: 'n1',
    role: 'leader',
    term: 3,
    leader: 'n1',
    firstIndex: 1,
    lastIndex: 12,
    commitIndex: 10,
    lastApplied: 10,
    voters: ['n1', 'n2', 'n3'],
    learners: [],
  }
  answer: (command: Command) => Outcome<Json> | undefined = () => undefined

  submit(command: Command, answered: (outcome: CodedOutcome<Json>) => void): void {
    const done = (outcome: Outcome<Json>): void => answered(codedOutcome(outcome))
    this.commands.push(command)
    const outcome = this.answer(command)
    if (outcome === undefined) this.waiting.push(done)
    else done(outcome)
  }

  status(): ConsensusStatus {
    return this.current
  }
}
