import type { Route } from '../http/router.ts'
import type { ApiContext } from './api-context.ts'
import { callRoute } from './call-route.ts'
import { clusterRoutes } from './cluster-routes.ts'
import { directoryRoutes } from './directory-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { keyValueRoutes } from './key-value-routes.ts'
import { ledgerRoutes } from './ledger-routes.ts'
import { sessionRoutes } from './session-routes.ts'

/** Everything a server answers; a route of a service it does not run says so. */
export const routes = (context: ApiContext): readonly Route[] => [
  callRoute(context),
  ...keyValueRoutes(context),
  ...directoryRoutes(context),
  ...ledgerRoutes(context),
  ...sessionRoutes(context),
  ...clusterRoutes(context),
  ...healthRoutes(context),
]
