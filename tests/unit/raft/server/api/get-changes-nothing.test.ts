import { describe, expect, test } from 'vitest'
import { routes } from '../../../../../src/raft/server/api/routes.ts'
import { services, type ServiceName } from '../../../../../src/raft/services/service.ts'
import type { ApiContext } from '../../../../../src/raft/server/api/api-context.ts'
import { serveApi } from './served-api.ts'

// Whoever can make a browser or a crawler follow a link can make it send a GET.

const paths = routes({} as ApiContext).filter(({ handlers }) => handlers.GET !== undefined)
const NUMBERED = '?session=5&sequence=3&acknowledged=2'

describe.each(Object.keys(services) as ServiceName[])('with the service %s', (service) => {
  test.each(paths.map(({ path }) => path))('GET %s... changes nothing', async (path) => {
    const { ask, consensus } = await serveApi({ service })
    consensus.answer = () => ({ type: 'ok', value: null })
    const machine = services[service]()
    for (const rest of path.endsWith('/')
      ? ['x', 'x/cas', 'x/rename', 'accounts/x', 'accounts/x/debit', 'transfer']
      : [''])
      for (const method of ['GET', 'HEAD'])
        for (const query of ['', NUMBERED]) await ask(`${path}${rest}${query}`, { method })
    for (const { client, sequence, call } of consensus.commands) {
      expect({ client, sequence }).toEqual({ client: 0, sequence: 0 })
      expect(machine.isRead(call), JSON.stringify(call)).toBe(true)
    }
  })
})

test('a GET that would be a request of a session says where to send it', async () => {
  const { ask, consensus } = await serveApi()
  const { status, json } = await ask(`/v1/kv/x${NUMBERED}`)
  expect(status).toBe(400)
  expect(json.error).toMatch(/a GET changes nothing.*POST \/v1\/call/)
  expect(consensus.commands).toEqual([])
})
