// Mistakes of leaders: members, reads, transfers, clients, leases.
import { Applier } from './applier.ts'
import { Changes } from './changes.ts'
import { Core } from './core.ts'
import { Elections } from './elections.ts'
import { Leadership } from './leadership.ts'
import type { Mistake } from './mistake.ts'
import { Proposals } from './proposals.ts'
import type { Replicator } from './replicator.ts'
import { Transfer } from './transfer.ts'
import type { Config, Stamp } from './vocabulary.ts'

export const mistakesOfLeaders: readonly Mistake[] = [
  {
    id: 'image-of-newest-config',
    says: 'A snapshot holds the newest configuration, and not the one in force at its index.',
    breaks: 'a change that is not committed survives its truncation in a snapshot',
    parts: {
      Applier: class extends Applier {
        protected override configAt(): Config {
          return this.core.config
        }
      },
    },
  },
  {
    id: 'config-not-rolled-back',
    says: 'A truncated configuration stays in force.',
    breaks: 'majorities of members that nobody has agreed on',
    parts: {
      Core: class extends Core {
        override truncate(index: number): void {
          this.disk.dropFrom(index, this.log.last)
          this.log.dropFrom(index)
        }
      },
    },
  },
  {
    id: 'change-before-settled',
    says: 'A leader changes members before an entry of its own term is committed.',
    breaks: 'majorities that do not meet, after two leaders have changed one server each',
    parts: {
      Changes: class extends Changes {
        protected override isFree(): boolean {
          return this.change === undefined && this.core.configs.latestIndex <= this.core.commit
        }
      },
    },
  },
  {
    id: 'learner-counts',
    says: 'What a learner holds counts for the majority.',
    breaks: 'a committed entry is on too few voters',
    parts: {
      Leadership: class extends Leadership {
        protected override decide(): void {
          const { core } = this
          if (core.role !== 'leader') return
          const { voters, learners } = core.config
          const held = [...voters, ...learners].map((id) => this.held(id)).toSorted((a, b) => b - a)
          const onMajority = held[Math.floor(voters.length / 2)] ?? 0
          if (core.log.termAt(onMajority) === core.term) core.advance(onMajority)
        }
      },
    },
  },
  {
    id: 'removed-leader-counts',
    says: 'A leader that is removed goes on counting itself.',
    breaks: 'a committed entry is on too few of the members',
    parts: {
      Leadership: class extends Leadership {
        protected override decide(): void {
          const { core } = this
          if (core.role !== 'leader') return
          const voters = [...new Set([...core.config.voters, core.id])]
          const held = voters.map((id) => this.held(id)).toSorted((a, b) => b - a)
          const onMajority = held[Math.floor(core.config.voters.length / 2)] ?? 0
          if (core.log.termAt(onMajority) === core.term) core.advance(onMajority)
        }
      },
    },
  },
  {
    id: 'read-confirmed-by-stale-ack',
    says: 'Any answer confirms all rounds that were begun, also one to an older message.',
    breaks: 'a deposed leader answers a read from its old state',
    parts: {
      Leadership: class extends Leadership {
        protected override stamped(replicator: Replicator, stamp: Stamp): void {
          super.stamped(replicator, { ...stamp, round: this.round })
        }
      },
    },
  },
  {
    id: 'transfer-never-ends',
    says: 'A transfer has no deadline.',
    breaks: 'liveness: with the other server gone the leader takes nothing any more',
    parts: {
      Transfer: class extends Transfer {
        protected override wait(): void {
          // it will stand, or somebody else will
        }
      },
    },
  },
  {
    id: 'gathered-survive-reign',
    says: 'Proposals that were gathered are refused when the reign ends, and stay gathered.',
    breaks: 'a request that certainly failed is executed by the next reign',
    parts: {
      Proposals: class extends Proposals {
        protected override forget(): void {
          const { gathered } = this
          super.forget()
          this.gathered = gathered.map(({ call }) => ({ call, done: () => undefined }))
        }
      },
    },
  },
  {
    id: 'lease-kept-across-transfer',
    says: 'A leader goes on reading by its lease after it asked another to stand.',
    breaks: 'a read from an old state',
    leases: true,
    parts: {
      Leadership: class extends Leadership {
        override hasLease(): boolean {
          this.isLeaseSpoilt = false
          return super.hasLease()
        }
      },
    },
  },
  {
    id: 'lease-forgotten-by-restart',
    says: 'Who restarts votes at once, although it may have answered a leader just before.',
    breaks: 'another leads while the lease holds',
    leases: true,
    parts: {
      Elections: class extends Elections {
        constructor(core: Core) {
          super(core)
          this.heardAt = -Infinity
        }
      },
    },
  },
  {
    id: 'lease-from-answer',
    says: 'A lease is counted from when the answer came, and not from when the round began.',
    breaks: 'an answer that was long under way makes a lease that nobody grants any more',
    leases: true,
    parts: {
      Leadership: class extends Leadership {
        protected override stamped(replicator: Replicator, stamp: Stamp): void {
          super.stamped(replicator, { ...stamp, at: Date.now() })
        }
      },
    },
  },
]
