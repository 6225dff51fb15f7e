import { assert } from '../../../base/assert.ts'
import type { Exchange } from './exchange.ts'
import { Refusal } from './refusal.ts'

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'
export type Handler = (exchange: Exchange) => void

/** What is served at one path, or at all paths that begin with it when it ends with a slash. */
export interface Route {
  readonly path: string
  readonly handlers: { readonly [method in Method]?: Handler }
  /** What to say to whoever comes with a method that one might expect here. */
  readonly hints?: { readonly [method in Method]?: string }
}

/** Finds who serves a request. */
export class Router {
  readonly #exact = new Map<string, Route>()
  readonly #prefixes: Route[] = []

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      if (route.path.endsWith('/')) this.#prefixes.push(route)
      else {
        assert(!this.#exact.has(route.path), `one route for ${route.path}`)
        this.#exact.set(route.path, route)
      }
    }
    // of two prefixes that fit, the longer one means more
    this.#prefixes.sort((a, b) => b.path.length - a.path.length)
  }

  get paths(): readonly string[] {
    return [...this.#exact.keys(), ...this.#prefixes.map(({ path }) => `${path}...`)].sort()
  }

  /** @throws Refusal 404 for a path nobody serves, 405 for a method that it does not have. */
  handlerOf(exchange: Exchange): Handler {
    const route = this.#find(exchange)
    if (route === undefined)
      throw new Refusal(404, `there is nothing at ${exchange.path}`, { paths: this.paths })
    exchange.route = route.path
    const { method = '' } = exchange.request
    const asked = (method === 'HEAD' ? 'GET' : method) as Method
    const handler = route.handlers[asked]
    if (handler !== undefined && Object.hasOwn(route.handlers, asked)) return handler
    const methods = Object.keys(route.handlers)
    const hint = Object.hasOwn(route.hints ?? {}, asked) ? `: ${route.hints?.[asked]}` : ''
    throw new Refusal(405, `${exchange.path} takes ${methods.join(', ')}, not ${method}${hint}`, {}, [
      'allow',
      methods.join(', '),
    ])
  }

  #find(exchange: Exchange): Route | undefined {
    const { path } = exchange
    const exact = this.#exact.get(path)
    if (exact !== undefined) return exact
    for (const route of this.#prefixes) {
      if (!path.startsWith(route.path)) continue
      exchange.rest = path.slice(route.path.length)
      return route
    }
    return undefined
  }
}
