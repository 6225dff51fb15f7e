import type { Json } from '../../../base/json.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { decoded, flagField, wholeField } from '../http/path-and-query.ts'
import { Refusal } from '../http/refusal.ts'
import type { Route } from '../http/router.ts'
import type { ApiContext } from './api-context.ts'
import { callQuery, errorField, perform } from './service-answer.ts'
import { refuseOtherService } from './service-functions.ts'

const RENAME = '/rename'

/**
 * `GET /v1/directory/<path>` lists, with `?stat` says what it is; `PUT` creates a directory, with `?kind=file`
 * a file; `DELETE` removes, with `?recursive` all below it too; `POST /v1/directory/<path>/rename` with
 * `{ "to": path }` renames. With `version` a change happens only if the node is still at that version.
 */
export function directoryRoutes(context: ApiContext): readonly Route[] {
  const pathIn = (rest: string): string => {
    refuseOtherService('directory', context.service)
    return `/${rest.split('/').map(decodedName).join('/')}`
  }
  const errorIn = errorField
  return [
    {
      path: '/v1/directory/',
      handlers: {
        GET: (exchange) => {
          const path = pathIn(exchange.rest)
          const query = callQuery(exchange, 'stat')
          const stat = flagField(query, 'stat')
          const show = (value: Json): object => (stat ? { path, stat: value } : { path, names: value })
          perform(context, exchange, query, {
            call: { f: stat ? 'stat' : 'list', value: path },
            show,
            errorIn,
          })
        },
        PUT: (exchange) => {
          const path = pathIn(exchange.rest)
          const query = callQuery(exchange, 'kind', 'version')
          const kind = kindOf(query)
          const value = { path, kind, ...versionIn(query) }
          const show = (): object => ({ path, kind })
          perform(context, exchange, query, { call: { f: 'create', value }, show, errorIn })
        },
        DELETE: (exchange) => {
          const path = pathIn(exchange.rest)
          const query = callQuery(exchange, 'recursive', 'version')
          const recursive = flagField(query, 'recursive')
          const value = { path, ...(recursive ? { recursive } : {}), ...versionIn(query) }
          perform(context, exchange, query, { call: { f: 'remove', value }, show: () => ({ path }), errorIn })
        },
        POST: (exchange) => rename(context, exchange, pathIn),
      },
    },
  ]
}

function rename(context: ApiContext, exchange: Exchange, pathIn: (rest: string) => string): void {
  if (!`/${exchange.rest}`.endsWith(RENAME)) throw new Refusal(404, 'POST is for /v1/directory/<path>/rename')
  const path = pathIn(exchange.rest.slice(0, -RENAME.length))
  const query = callQuery(exchange, 'version')
  readJson(exchange, context.bodyLimit, (body) => {
    const { to } = (typeof body === 'object' ? (body ?? {}) : {}) as { readonly to?: Json }
    if (typeof to !== 'string') throw new Refusal(400, 'the body must be {"to": "/new/path"}')
    const { version } = versionIn(query)
    const value = version === undefined ? [path, to] : { from: path, to, version }
    const call = { f: 'rename', value }
    perform(context, exchange, query, { call, show: () => ({ path: to }), errorIn: errorField })
  })
}

function versionIn(query: ReadonlyMap<string, string>): { readonly version?: number } {
  const version = wholeField(query, 'version', 1)
  return version === undefined ? {} : { version }
}

/** An encoded slash would silently become a folder: names do not hold any. */
function decodedName(part: string): string {
  const name = decoded(part)
  if (name.includes('/')) throw new Refusal(400, `a name cannot hold a slash: "${part}"`)
  return name
}

function kindOf(query: ReadonlyMap<string, string>): 'directory' | 'file' {
  const kind = query.get('kind') ?? 'directory'
  if (kind !== 'directory' && kind !== 'file')
    throw new Refusal(400, `kind in the query must be directory or file; got "${kind}"`)
  return kind
}
