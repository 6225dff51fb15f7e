import { testMinimized } from './minimized.ts'

testMinimized(
  ({ scenarios, settings }) => scenarios !== undefined && settings?.membershipChange === 'single',
  { whole: 20_000, short: 12_000 },
)
