import { describe, expect, it } from 'vitest'
import { millisOfDuration } from '../../../src/cli/options/duration.ts'
import { checkedModels, resolveModel } from '../../../src/check/model.ts'

describe('resolveModel', () => {
  it.each([
    ['cas-registr', 'did you mean cas-register?'],
    ['Register', 'did you mean register?'],
    ['list-apend', 'did you mean list-append?'],
    ['elle-list-append', 'here it is --model list-append'],
    ['elle-rw-register', 'here it is --model rw-register'],
    ['knossos-cas-register', 'here it is --model cas-register'],
    ['set-full', 'here it is --model set'],
    ['fifo-queue', 'here it is --model queue'],
    ['comments', 'of that there is none; as transactions'],
    ['sequential', 'of that there is none; as transactions'],
  ])('says what is meant by %s', async (spec, hint) => {
    await expect(resolveModel(spec)).rejects.toThrow(
      `model must be one of ${checkedModels.join(', ')}, or the path of a module that exports one; got "${spec}"; ${hint}`,
    )
  })

  it('bounds a name and escapes its controls', async () => {
    await expect(resolveModel(`\u001b[31m${'x'.repeat(100_000)}`)).rejects.toThrow(
      /^model must .{0,400}got "\\u001b\[31mx{1,60}…"$/,
    )
  })
})

describe('millisOfDuration', () => {
  it.each([
    ['500ms', 500],
    ['60s', 60_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1.5s', 1500],
  ])('%s', (text, millis) => {
    expect(millisOfDuration(text, 'timeout')).toBe(millis)
  })

  it.each(['60', 's', '', '-1s', '1 s', '0ms', '1d', '1e3s'])('refuses %j', (text) => {
    expect(() => millisOfDuration(text, 'timeout')).toThrow(
      `timeout must be a duration above zero such as 500ms, 60s or 2m; got "${text}"`,
    )
  })
})
