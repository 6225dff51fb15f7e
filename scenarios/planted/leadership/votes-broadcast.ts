import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const votesBroadcast: PlantedBug = {
  id: 'votes-broadcast',
  does: 'sends its vote to all servers: it does not say whom it is for, and each candidate of the term counts it',
  seenIn: 'a transport that hands an answer to whoever waits for one',
  breaks: [
    'one-vote-per-term',
    'election-safety',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'two candidates in one term',
  deviation: {
    environment(environment) {
      const { id, members, transport } = environment
      return {
        ...around(environment),
        transport: {
          send(to, message) {
            if (message.type !== 'vote') transport.send(to, message)
            else for (const member of members) if (member !== id) transport.send(member, message)
          },
        },
      }
    },
  },
  example: {
    nodes: 3,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    `),
  },
}
