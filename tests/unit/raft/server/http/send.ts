import { request, type Agent, type IncomingHttpHeaders, type RequestOptions } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The body as JSON; undefined when it is none. */
  readonly json: any
}

export interface Sent {
  readonly method?: string
  readonly headers?: Record<string, string>
  /** Sent as it is when a text or bytes, else as JSON. */
  readonly body?: unknown
  readonly agent?: Agent
}

/** Sends one request and reads its answer; follows no redirect. */
export function send(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, agent }: Sent = {},
): Promise<Answer> {
  const options: RequestOptions = { host: '127.0.0.1', port, path, method, headers, agent: agent ?? false }
  const bytes =
    body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('error', reject)
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) })
      })
    })
    sent.on('error', reject)
    sent.end(bytes)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
