import type { Route } from '../http/router.ts'
import type { ApiContext } from './api-context.ts'

/** `GET /health`, `/ready` and `/metrics`: for whoever watches over the server. */
export function healthRoutes(context: ApiContext): readonly Route[] {
  return [
    {
      path: '/health',
      handlers: {
        GET: (exchange) => {
          const state = context.state()
          exchange.answer(state === 'failed' ? 503 : 200, { status: state })
        },
      },
    },
    {
      path: '/ready',
      handlers: {
        GET: (exchange) => {
          const missing = whyNotReady(context)
          if (missing === undefined) exchange.answer(200, { ready: true })
          else exchange.answer(503, { ready: false, error: missing })
        },
      },
    },
    {
      path: '/metrics',
      handlers: {
        GET: (exchange) =>
          exchange.answerText(200, 'text/plain; version=0.0.4; charset=utf-8', context.metrics()),
      },
    },
  ]
}

/** Ready is who could answer a client now: it runs, knows the leader and has applied all it knows to be committed. */
function whyNotReady({ state, consensus }: ApiContext): string | undefined {
  const running = state()
  if (running !== 'running') return running
  const { leader, commitIndex, lastApplied } = consensus.status()
  if (leader === null) return 'no leader is known'
  // nothing is committed before the first leader's own entry is: until then a server does not know how far it is
  if (commitIndex === 0) return 'nothing is known to be committed yet'
  return lastApplied < commitIndex ? `applied ${lastApplied} of ${commitIndex} committed entries` : undefined
}
