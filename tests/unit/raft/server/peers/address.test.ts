import { expect, test } from 'vitest'
import { addressText, parseAddress } from '../../../../../src/raft/server/peers/address.ts'

test.each(['127.0.0.1:7001', 'localhost:1', 'n1.example.org:65535', '[::1]:7001'])(
  '%s is an address',
  (text) => {
    expect(addressText(parseAddress(text))).toBe(text)
  },
)

test.each([
  '',
  'localhost',
  ':7001',
  'localhost:',
  'localhost:x',
  'localhost:65536',
  '::1:7001',
  'a b:1',
  'http://a:1',
])('%j is none', (text) => {
  expect(() => parseAddress(text)).toThrow(/must be host:port, such as 127\.0\.0\.1:7001/)
})
