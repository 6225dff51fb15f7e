import { describe, expect, it } from 'vitest'
import { checkFiles } from './check-run.ts'
import { hostileFiles } from './hostile-files.ts'

describe('hostile files', () => {
  it.each(hostileFiles)(
    '$name: $code',
    async ({ content, model, code, says }) => {
      const options = { ...(model !== undefined && { model }), timeout: '30s' }
      const stdin = async function* (): AsyncGenerator<Uint8Array> {
        yield typeof content === 'string' ? Buffer.from(content) : content
      }
      const text = await checkFiles(['-'], { ...options, stdin: stdin() })
      expect([text.code, text.stdout + text.stderr]).toEqual([
        code,
        typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
      ])
      // whatever happens, one JSON value, and a message that fits on a screen
      const json = await checkFiles(['-'], { ...options, json: true, stdin: stdin() })
      expect(json.code).toBe(code)
      const value = JSON.parse(json.stdout) as { readonly error?: string }
      expect(value).toMatchObject({ valid: code === 0 ? true : code === 1 ? false : 'unknown' })
      expect((value.error ?? '').length).toBeLessThan(1000)
      expect(json.stderr.length).toBeLessThan(1000)
    },
    60_000,
  )
})
