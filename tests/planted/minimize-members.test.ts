import { testMinimized } from './minimized.ts'

testMinimized(
  ({ scenarios, settings }) => scenarios !== undefined && settings?.membershipChange === 'single',
  { runs: 20_000 },
)
