// Mistakes in what is kept and in what is told of it: disk, log, replication, snapshots.
import { Applier } from './applier.ts'
import { sleep, Core } from './core.ts'
import { Disk } from './disk.ts'
import { Elections } from './elections.ts'
import { Following } from './following.ts'
import { Leadership } from './leadership.ts'
import { Log } from './log.ts'
import { Machine } from './machine.ts'
import type { Mistake } from './mistake.ts'
import { EmitterRaft } from './raft.ts'
import { Replicator } from './replicator.ts'
import type { Append, Appended, Body, Chunk, Chunked, Image } from './vocabulary.ts'

const withReplicator = (Made: typeof Replicator): typeof Leadership =>
  class extends Leadership {
    protected override replicator(id: string): Replicator {
      return new Made(this.core, id, () => this.round)
    }
  }
const withDisk = (Made: typeof Disk): typeof Core =>
  class extends Core {
    protected override openDisk(): Disk {
      return new Made(this.env)
    }
  }

export const mistakesOfLogs: readonly Mistake[] = [
  {
    id: 'stand-before-disk',
    says: 'A candidate asks for votes before its own vote is durable.',
    breaks: 'after a crash it votes for another in that term: two leaders of one term',
    parts: {
      Elections: class extends Elections {
        override async stand(forced: boolean): Promise<void> {
          const { core } = this
          if (core.role === 'leader' || !core.isVoter) return
          core.role = 'candidate'
          core.leader = null
          core.setHard(core.term + 1, core.id)
          this.restart()
          this.ask(false, forced)
        }
      },
    },
  },
  {
    id: 'ack-before-disk',
    says: 'A follower answers before the entries are durable.',
    breaks: 'a committed entry is on no majority of disks, and is lost in a crash',
    parts: {
      Following: class extends Following {
        protected override answer(to: string, message: Appended | Chunked): void {
          this.core.send(to, message)
        }
      },
    },
  },
  {
    id: 'leader-counts-unflushed',
    says: 'A leader counts its own entries before they are durable.',
    breaks: 'a committed entry is on one disk too few',
    parts: {
      Core: class extends Core {
        override propose(bodies: readonly Body[]): number {
          const last = super.propose(bodies)
          this.durable = last
          this.emit('durable')
          return last
        }
      },
    },
  },
  {
    id: 'cut-before-image',
    says: 'The log is cut before the snapshot that stands for it is durable.',
    breaks: 'a crash in between loses what was applied',
    parts: {
      Applier: class extends Applier {
        protected override take(): void {
          const { core } = this
          const index = core.applied
          const term = core.log.termAt(index)
          if (term === undefined) return
          const image = { index, term, config: this.configAt(index), data: this.machine.export() }
          this.cut(Math.max(core.log.base.index, index - core.settings.trailing))
          this.save(image)
        }
      },
    },
  },
  {
    id: 'leftovers-stay',
    says: 'Entries behind a hole on the disk are not removed at the start.',
    breaks: 'once the hole is filled they are taken for a part of the log',
    parts: {
      Core: withDisk(
        class extends Disk {
          protected override sweep(): void {
            // they are beyond the end of the log, are they not?
          }
        },
      ),
    },
  },
  {
    id: 'tail-stays-on-disk',
    says: 'What is truncated is dropped from memory, and only written over on the disk.',
    breaks: 'where the new log is shorter the old tail comes back at a restart',
    parts: {
      Core: withDisk(
        class extends Disk {
          override dropFrom(): void {
            // new entries will be written over them
          }
        },
      ),
    },
  },
  {
    id: 'old-acks-count',
    says: 'Answers of earlier terms count for the leader of today.',
    breaks: 'a follower whose log was truncated since is taken to hold what it held once',
    Server: class extends EmitterRaft {
      protected override isOfThisReign(): boolean {
        return this.core.role === 'leader'
      }
    },
  },
  {
    id: 'hint-as-match',
    says: 'What a refusal says of where to try next is taken for what agrees.',
    breaks: 'entries that conflict are counted: commit without a majority',
    parts: {
      Leadership: withReplicator(
        class extends Replicator {
          override appended(answer: Appended): void {
            super.appended(answer)
            const { hint } = answer
            if (hint !== undefined && hint.first - 1 > this.match) this.matched(hint.first - 1)
          }
        },
      ),
    },
  },
  {
    id: 'match-from-next',
    says: 'With messages under way an answer counts for all that was sent.',
    breaks: 'entries of a message that was lost are counted',
    parts: {
      Leadership: withReplicator(
        class extends Replicator {
          override appended(answer: Appended): void {
            const sent = !this.probing && answer.match !== undefined ? this.next - 1 : answer.match
            super.appended(sent === undefined ? answer : { ...answer, match: sent })
          }
        },
      ),
    },
  },
  {
    id: 'old-append-cuts-tail',
    says: 'A follower ends its log where the message ends.',
    breaks: 'an old message cuts off what was acknowledged since',
    parts: {
      Following: class extends Following {
        override append(from: string, message: Append): void {
          const end = message.prev + message.entries.length
          const { log } = this.core
          if (message.entries.length > 0 && this.agrees(message) && end >= log.base.index && end < log.last) {
            this.core.truncate(end + 1)
          }
          super.append(from, message)
        }
      },
    },
  },
  {
    id: 'durable-not-lowered',
    says: 'How far the own log is durable is kept from the reign before.',
    breaks: 'after a truncation the leader counts itself for entries that it has not written yet',
    parts: {
      Leadership: class extends Leadership {
        protected override begin(): void {
          const { durable } = this.core
          super.begin()
          this.core.durable = durable
        }
      },
    },
  },
  {
    id: 'sentinel-keeps-term',
    says: 'When the log is cut, the sentinel gets the new index and keeps the old term.',
    breaks: 'the entry before the first one has a wrong term: refusals, or agreement where there is none',
    parts: {
      Core: class extends Core {
        protected override emptyLog(): Log {
          return new (class extends Log {
            override cutTo(index: number): void {
              const { term } = this.sentinel
              super.cutTo(index)
              this.sentinel = { index, term: term === 0 ? this.sentinel.term : term }
            }
          })()
        }
      },
    },
  },
  {
    id: 'install-drops-log',
    says: 'A snapshot replaces the whole log, also what stands behind it (§7).',
    breaks: 'entries that were acknowledged are gone',
    parts: {
      Applier: class extends Applier {
        protected override fits(_image: Image): boolean {
          return false
        }
      },
    },
  },
  {
    id: 'chunks-mixed',
    says: 'Chunks are put together by their offset alone, of whatever snapshot.',
    breaks: 'the state is made of two snapshots',
    parts: {
      Following: class extends Following {
        protected override isSame(_from: string, { offset }: Chunk): boolean {
          return this.coming !== undefined && offset === this.coming.text.length && offset > 0
        }
      },
    },
  },
  {
    id: 'stale-apply-cursor',
    says: 'What is to be applied is looked up before the pause, and applied after it.',
    breaks: 'a snapshot that came meanwhile is followed by entries that it covers',
    parts: {
      Applier: class extends Applier {
        protected override async drain(): Promise<void> {
          const { core } = this
          while (core.applied < core.commit && !core.stopped) {
            const from = core.applied
            if (core.settings.applyLag > 0) await sleep(core.settings.applyLag)
            core.applied = from
            for (let left = core.settings.batch; left > 0 && core.applied < core.commit; left--) this.one()
            if (this.isTime()) this.take()
          }
        }
      },
    },
  },
  {
    id: 'sessions-merged',
    says: 'A snapshot’s sessions are merged below the own ones.',
    breaks: 'a request is forgotten that had been executed, and executes again',
    parts: {
      Machine: class extends Machine {
        override import(data: string): void {
          const { sessions } = this
          super.import(data)
          this.sessions = { ...this.sessions, ...sessions }
        }
      },
    },
  },
  {
    id: 'stuck-in-snapshot',
    says: 'A chunk that was lost is not sent again.',
    breaks: 'liveness: the follower gets nothing any more from this leader',
    parts: {
      Leadership: withReplicator(
        class extends Replicator {
          override send(empty: boolean): void {
            if (this.sending === undefined) super.send(empty)
          }
        },
      ),
    },
  },
]
