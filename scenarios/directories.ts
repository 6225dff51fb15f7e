import { composeFaults } from '../nemesis/index.ts'
import { defineScenario } from './define-scenario.ts'

export const directories = defineScenario({
  name: 'directories',
  about: 'A tree of directories and files under all faults there are: it is as if on one server.',
  needs: ['directory'],
  notes: ['N13'],
  settings: { service: 'directory' },
  faults: (context) => composeFaults(context),
  coverageMarks: [
    'leaderChanged',
    'entriesTruncated',
    'serverCrashed',
    'messagesCut',
    'retried',
    'operationSucceeded',
  ],
})
