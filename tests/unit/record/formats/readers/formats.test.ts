import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHistory } from '../../../../../src/record/formats/readers/read-history.ts'
import { eventsOf, readAll } from './reading.ts'

const invoke = { process: 0, type: 'invoke', f: 'write', value: 3 }
const ok = { process: 0, type: 'ok', f: 'write', value: 3 }

const shapes: Record<string, string> = {
  'our JSON lines': `${JSON.stringify(invoke)}\n${JSON.stringify(ok)}\n`,
  'JSON lines with a version first': `{"version":1}\n${JSON.stringify(invoke)}\n${JSON.stringify(ok)}`,
  'JSON lines with CRLF and blank lines': `\r\n${JSON.stringify(invoke)}\r\n\r\n${JSON.stringify(ok)}\r\n`,
  'JSON lines with a byte order mark': `\ufeff${JSON.stringify(invoke)}\n${JSON.stringify(ok)}\n`,
  'a JSON array': JSON.stringify([invoke, ok]),
  'a JSON array over many lines': JSON.stringify([invoke, ok], null, 2),
  'EDN, a map a line':
    '{:process 0, :type :invoke, :f :write, :value 3}\n{:process 0, :type :ok, :f :write, :value 3}\n',
  'EDN with CRLF and a byte order mark':
    '\ufeff{:process 0, :type :invoke, :f :write, :value 3}\r\n{:process 0, :type :ok, :f :write, :value 3}\r\n',
  'an EDN vector': '[{:process 0 :type :invoke :f :write :value 3}{:process 0 :type :ok :f :write :value 3}]',
  'an EDN list with comments':
    '({:type :invoke, :f :write, :value 3, :process 0}\n ; a } comment "\n {:type :ok, :f :write, :value 3, :process 0}\n)\n',
  'an EDN vector with the comment first':
    '; recorded\n[ ; by hand\n {:type :invoke, :f :write, :value 3, :process 0} {:type :ok, :f :write, :value 3, :process 0}]',
  'pretty-printed EDN':
    '{:process\n 0,\n :type\n :invoke, :f :write\n,:value 3}\n\n{:process 0,\n :type :ok,\n :f :write, :value 3}',
  'EDN with tagged operations':
    '#jepsen.history.Op{:index 0, :process 0, :type :invoke, :f :write, :value 3}\n#jepsen.history.Op {:index 1, :process 0, :type :ok, :f :write, :value 3}',
  'EDN with discards':
    '#_ {:bad "}"} {:process 0 :type :invoke :f :write :value 3} #_#_ 1 {:x 2} {:process 0 :type :ok :f :write :value 3 :meta #{a \\} b}} #_ [end]',
  'EDN with string keys':
    '{"process" 0 "type" "invoke" "f" "write" "value" 3} {"process" 0 "type" "ok" "f" "write" "value" 3}',
  'EDN with the nemesis':
    '{:process :nemesis :type :info :f :start :value [:isolated {"n4" #{"n5"}}]}\n{:process 0 :type :invoke :f :write :value 3}\n{:process :nemesis, :value 1/2}\n{:process 0 :type :ok :f :write :value 3}',
  "Jepsen's log": 'INFO  jepsen.util - 0\t:invoke\t:write\t3\nINFO  jepsen.util - 0\t:ok\t:write\t3\n',
  "a newer Jepsen's log":
    '2024-05-01 10:00:00,123{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:invoke\t:write\t3\nnoise: [1 2}\n2024-05-01 10:00:00,124{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 0\t:ok\t:write\t3\n',
  'history.txt': ':nemesis\t:info\t:start\t"Cut off"\n0\t:invoke\t:write\t3\r\n0\t:ok\t:write\t3\r\n',
}

describe('readHistory', () => {
  it.each(Object.entries(shapes))('reads %s', async (_name, text) => {
    expect((await eventsOf(text)).map(({ index: _, ...event }) => event)).toEqual([invoke, ok])
  })

  it.each(Object.entries(shapes))('reads %s however the bytes are cut', async (_name, text) => {
    const whole = await readAll(text)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (sizes) => {
        expect(await readAll(text, sizes)).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })

  it('reads a Porcupine kv file', async () => {
    const [event] = await eventsOf('{:process 9, :type :invoke, :f :append, :key "0", :value "x 9 0 y"}\n')
    expect(event).toEqual({ process: 9, type: 'invoke', f: 'append', key: '0', value: 'x 9 0 y' })
  })

  it('reads what failed and what timed out in a log', async () => {
    const events = await eventsOf(
      '1\t:fail\t:read\t:timed-out\n2\t:info\t:write\t4\t[:conn "a b"]\n3\t:fail\t:cas\t[1 4]\n4\t:invoke\t:acquire\n5\t:ok\t:cas\t[2 2]\n',
    )
    expect(events).toEqual([
      { process: 1, type: 'fail', f: 'read', error: 'timed-out', value: undefined },
      { process: 2, type: 'info', f: 'write', error: '[:conn "a b"]', value: undefined },
      { process: 3, type: 'fail', f: 'cas', value: undefined },
      { process: 4, type: 'invoke', f: 'acquire', value: undefined },
      { process: 5, type: 'ok', f: 'cas', value: [2, 2] },
    ])
  })

  it('keeps every field it knows and drops the rest', async () => {
    const line =
      '{"index":4,"time":12,"process":1,"type":"fail","f":"cas","key":"x","value":[1,2],"error":"no","observed":null,"meta":{}}'
    expect(await eventsOf(line)).toEqual([
      {
        index: 4,
        time: 12,
        process: 1,
        type: 'fail',
        f: 'cas',
        key: 'x',
        value: [1, 2],
        error: 'no',
        observed: null,
      },
    ])
  })

  it('tells integers apart that a double cannot', async () => {
    const line = (value: string): string =>
      `{"process":0,"type":"ok","f":"read","value":${value},"time":1700000000000000001}`
    const [a, b] = await eventsOf(`${line('9007199254740993')}\n${line('[9007199254740992]')}\n`)
    expect([a?.value, b?.value, typeof a?.time]).toEqual(['9007199254740993', ['9007199254740992'], 'number'])
  })

  it('pairs by position where transactions have neither process nor f', async () => {
    const events = await eventsOf(
      '{:type :invoke :value [[:append 1 2]]}\n{:type :ok :value [[:append 1 2]]}',
    )
    expect(events.map(({ process, f }) => [process, f])).toEqual([
      [0, 'txn'],
      [0, 'txn'],
    ])
  })

  it.each(['', ' \n\r\n', '\ufeff', '[]', '()', '; nothing\n', '{"version":1}'])(
    'finds no event in %j',
    async (text) => {
      expect(await eventsOf(text, [1])).toEqual([])
    },
  )

  it('says on which line an event starts', async () => {
    const lines = (
      await readAll('[\n{:process 0 :type :invoke\n :f :read}\n\n{:process 1 :type :invoke :f :read}]')
    ).map(({ line }) => line)
    expect(lines).toEqual([2, 5])
  })

  it.each([
    ['JSON lines', '', `${JSON.stringify(invoke)}\n`],
    ['an EDN vector', '[', '{:process 0, :type :invoke, :f :write, :value 3}\n'],
    ['a log', '', '0\t:invoke\t:write\t3\n'],
  ])('takes no more of %s than the events asked for need', async (_name, head, line) => {
    let given = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(head)
      for (; ; given++) yield Buffer.from(line.repeat(10))
    }
    let read = 0
    for await (const { event } of readHistory({ name: 'h', chunks: endless() })) {
      expect(event).toEqual(invoke)
      read++
      expect(given * 10).toBeLessThanOrEqual(read + 10)
      if (read === 1000) break
    }
    expect(given).toBeGreaterThan(90)
  })
})
