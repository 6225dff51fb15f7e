/** What a code stands for. */
export interface CodeEntry {
  /** As Maelstrom numbers its errors; from 1000 on, which it leaves to the user, those it does not have. */
  readonly number: number
  /** Whether the operation certainly did not take effect and never will, where nobody says otherwise. */
  readonly definite: boolean
  readonly meaning: string
}

const table = {
  timeout: [0, false, 'No answer came in time.'],
  'node-not-found': [1, true, 'There is no such server.'],
  'not-supported': [10, true, 'The service has no such call.'],
  'temporarily-unavailable': [11, true, 'The server took nothing now; it, or another one, may later.'],
  'malformed-request': [12, true, 'The call has a field of the wrong form.'],
  crash: [13, false, 'The server failed or stopped while the call was under way.'],
  abort: [14, true, 'The server gave the call up, and undid it.'],
  'key-does-not-exist': [20, true, 'There is no such key, path or account.'],
  'key-already-exists': [21, true, 'There is such a key, path or account already.'],
  'precondition-failed': [22, true, 'A compare-and-set met another value than it expected.'],
  'txn-conflict': [30, true, 'The transaction conflicts with another one.'],
  'not-leader': [1000, true, 'The server does not lead; `leader` says who does, where it is known.'],
  unreachable: [1001, true, 'No connection to the server came about: nothing was sent.'],
  'leadership-lost': [
    1002,
    false,
    'The server led and took the call, and stopped leading before it was committed.',
  ],
  'change-under-way': [1003, true, 'The leader cannot change the membership yet.'],
  'no-such-change': [1004, true, 'The change of membership is not allowed, or changes nothing.'],
  'no-such-follower': [1005, true, 'Leadership cannot be handed to that server.'],
  'no-such-session': [1010, true, 'The session is unknown or has expired: this copy was not executed.'],
  'too-many-in-flight': [
    1011,
    true,
    'The session keeps as many results as it may: the request never executes.',
  ],
  'not-executed': [1012, true, 'The request was not executed and never will be.'],
  'no-longer-known': [1013, true, 'What became of the request was acknowledged, and is forgotten.'],
  superseded: [1014, false, 'A later request of the session acknowledged this one; its result is forgotten.'],
  rejected: [1020, true, 'The service said no, in words that are not known here.'],
  unknown: [1021, false, 'Nobody knows what became of the call; the text says why.'],
} as const

/** The name of an error: what code switches on. Its text is for people. */
export type ErrorCode = keyof typeof table

/** All codes, by number: docs/reference/errors.md is this table. */
export const errorCodes = Object.fromEntries(
  Object.entries(table).map(([code, [number, definite, meaning]]) => [code, { number, definite, meaning }]),
) as { readonly [code in ErrorCode]: CodeEntry }
