/**
 * ESLint rules for code that a simulated run can reach. Where one of these is right after all, the line says so:
 * `// eslint-disable-next-line no-restricted-properties -- why` (the tidy test insists on the reason).
 */

const useClock = 'Time comes from the clock that is passed in: real time would make runs differ.'
const useTimer = 'Timers come from the clock that is passed in: a real one would make runs differ.'
const useRandom = 'Randomness comes from a seeded stream that is passed in.'
const notExact = 'Its last bit differs between engines; use integer arithmetic or a table.'

const forbiddenGlobals = {
  setTimeout: useTimer,
  setInterval: useTimer,
  setImmediate: useTimer,
  performance: useClock,
  structuredClone: 'Slow, and keeps what JSON would drop: copy the value as JSON, or freeze and share it.',
}

const forbiddenProperties = {
  Date: { now: useClock },
  performance: { now: useClock },
  process: { hrtime: useClock, uptime: useClock },
  crypto: { getRandomValues: useRandom, randomUUID: useRandom },
  Math: {
    random: useRandom,
    ...Object.fromEntries(
      ['log', 'log2', 'log10', 'exp', 'pow', 'sin', 'cos', 'sqrt'].map((f) => [f, notExact]),
    ),
  },
}

export const deterministic = {
  'no-restricted-globals': [
    'error',
    ...Object.entries(forbiddenGlobals).map(([name, message]) => ({ name, message })),
  ],
  'no-restricted-properties': [
    'error',
    ...Object.entries(forbiddenProperties).flatMap(([object, properties]) =>
      Object.entries(properties).map(([property, message]) => ({ object, property, message })),
    ),
    ...Object.keys(forbiddenGlobals).map((property) => ({
      object: 'globalThis',
      property,
      message: useClock,
    })),
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ForInStatement',
      message: 'Its order is a convention, not a promise: loop over Object.keys or a Map.',
    },
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: useClock },
    // two literals are folded once by the compiler and exact for the powers of two they are used for
    {
      selector: 'BinaryExpression[operator="**"]:not([left.type="Literal"][right.type="Literal"])',
      message: notExact,
    },
  ],
}
