import { testMinimized } from './minimized.ts'

testMinimized(
  ({ scenarios, settings }) => scenarios !== undefined && settings?.membershipChange !== 'single',
  { whole: 8000, short: 8000 },
)
