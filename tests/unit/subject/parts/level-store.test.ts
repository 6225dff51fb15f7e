import { expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { levelStore, type LevelStore } from '../../../../src/subject/parts/level-store.ts'

const disk: { [key: string]: Json } = {}
const environment = {
  storage: {
    load: () => ({ ...disk }),
    write: (key: string, value: Json) => void (disk[key] = value),
    sync: (done: () => void) => queueMicrotask(done),
  },
}

const fill = async (name: string): Promise<LevelStore> => {
  const store = levelStore(environment, { name })
  await store.batch([
    { type: 'put', key: 'b', value: '2' },
    { type: 'put', key: 'a', value: '1' },
    { type: 'put', key: 'd', value: '4' },
    { type: 'put', key: 'c', value: '3' },
  ])
  return store
}

test('values are there again after a restart', async () => {
  const store = levelStore(environment, { name: 'again' })
  await store.put('key', 'value')
  await store.put(Buffer.from([0, 255]), Buffer.from([1, 2]))
  await store.put('gone', 'x')
  await store.del('gone')
  const again = levelStore(environment, { name: 'again' })
  expect(await again.get('key')).toBe('value')
  expect(await again.get('gone')).toBeUndefined()
  expect(await again.get(Buffer.from([0, 255]), { valueEncoding: 'buffer' })).toEqual(Buffer.from([1, 2]))
  expect(await again.get('key', { asBuffer: true })).toEqual(Buffer.from('value'))
})

test.each([
  [{}, 'abcd'],
  [{ gt: 'a', lte: 'c' }, 'bc'],
  [{ gte: 'b', lt: 'd' }, 'bc'],
  [{ reverse: true, limit: 2 }, 'dc'],
  [{ reverse: true, limit: 1, lt: 'c' }, 'b'],
  [{ start: 'b', end: 'c' }, 'bc'],
  [{ start: 'c', end: 'b', reverse: true }, 'cb'],
  [{ limit: 0 }, ''],
  [{ limit: -1, gt: 'c' }, 'd'],
  [{ gt: '' }, 'abcd'],
])('the range %o', async (range, keys) => {
  const store = await fill('range')
  const all = await store.iterator(range).all()
  expect(all.map(([key]) => key).join('')).toBe(keys)
  expect(store.entriesSync(range)).toEqual(all)
})

test('keys are in the order of their bytes, not of their UTF-16 units', async () => {
  const store = levelStore(environment, { name: 'bytes' })
  for (const key of ['\u{1f600}', '\uff5e', 'z']) await store.put(key, key)
  const keys = []
  for await (const [key] of store.iterator()) keys.push(key)
  expect(keys).toEqual(['z', '\uff5e', '\u{1f600}'])
})

test('an iterator holds what was there when it was made', async () => {
  const store = await fill('held')
  const iterator = store.iterator({ keyAsBuffer: true })
  await store.put('a', 'changed')
  await store.del('b')
  expect(await iterator.next()).toEqual([Buffer.from('a'), '1'])
  expect(await iterator.next()).toEqual([Buffer.from('b'), '2'])
  await iterator.close()
  expect(await iterator.next()).toBeUndefined()
})

test('callbacks are called as abstract-leveldown does', async () => {
  const store = levelStore(environment, { name: 'callbacks' })
  const heard: unknown[] = []
  const hear = (...parameters: unknown[]) => heard.push(parameters)
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  void store.open({}, hear)
  void store.put('key', 'value', {}, hear)
  expect(heard).toEqual([])
  await settled()
  expect(heard.splice(0)).toEqual([
    [null, undefined],
    [null, undefined],
  ])
  void store.get('key', {}, hear)
  void store.get('none', hear)
  await settled()
  expect(heard.splice(0)).toEqual([[null, 'value'], [expect.objectContaining({ notFound: true })]])
  const iterator = store.iterator()
  void iterator.next(hear)
  void iterator.next(hear)
  void iterator.end(hear)
  await settled()
  expect(heard).toEqual([[null, 'key', 'value'], [null], []])
})

test('batches are chained, values encoded, ranges cleared', async () => {
  const store = levelStore(environment, { name: 'json', valueEncoding: 'json' })
  await store
    .batch()
    .put('a', { deep: [1] })
    .put('b', null)
    .put('c', 'text')
    .del('b')
    .write()
  expect(await store.iterator().all()).toEqual([
    ['a', { deep: [1] }],
    ['c', 'text'],
  ])
  await store.clear({ gte: 'b' })
  expect(store.entriesSync()).toEqual([['a', { deep: [1] }]])
  await store.close()
  expect(store.status).toBe('closed')
})
