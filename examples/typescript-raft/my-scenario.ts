// A scenario of your own: npx whitewater run ./my-scenario.ts --target ./my-raft.ts
import { defineScenario } from 'whitewater'
import { drawn } from 'whitewater/nemesis'

export default defineScenario({
  name: 'leader-cut-off-twice',
  about: 'The leader is cut off, comes back, and the one elected meanwhile is cut off in its turn.',
  servers: 3,
  // drawn anew for each seed, within the time that faults go on
  faults: ({ chaosFrom, electionTimeout }) =>
    drawn(1, (draws) => {
      const length = draws.int(2, 5) * electionTimeout
      const repeat = { times: 2, every: length + 2 * electionTimeout }
      return [
        {
          ...{ kind: 'partition', shape: 'isolate-one', nodes: 'leader' },
          ...{ when: { at: chaosFrom }, for: length, repeat },
        },
      ]
    }),
  // what must have happened in at least one run for the scenario to have proved anything
  coverageMarks: ['messagesCut', 'leaderHit', 'leaderChanged', 'operationSucceeded'],
})
