import { describe, expect, it } from 'vitest'
import { readHistory } from '../../../../../src/record/formats/readers/read-history.ts'
import { openSource } from '../../../../../src/record/formats/readers/source.ts'
import { eventsOf, messageOf } from './reading.ts'

const GOOD = '{"process":0,"type":"invoke","f":"read","value":null}'

describe('bad input names file, line, field and what to do', () => {
  it.each([
    [`${GOOD}\n{"process":0,`, /^h:2: malformed JSON: .*correct or remove it/],
    [`${GOOD}\n[1]\n`, /^h:2: an event must be a map/],
    [`${GOOD}\nnull\n`, /^h:2: an event must be a map/],
    [`${GOOD}\n{"type":"ok","f":"read"}\n`, /^h:2: field "process" is missing; add/],
    [
      `${GOOD}\n{"process":"0","type":"ok","f":"read"}\n`,
      /^h:2: field "process": 0 is text here and a number in the events before; write all processes one way/,
    ],
    [
      `${GOOD}\n{"process":1.5,"type":"ok","f":"read"}\n`,
      /^h:2: field "process" must be a whole number or a name; found 1.5/,
    ],
    [
      `${GOOD}\n{"process":null,"type":"ok","f":"read"}\n`,
      /^h:2: field "process" must be a whole number or a name; found null/,
    ],
    [
      `${GOOD}\n\n{"process":0,"f":"read"}\n`,
      /^h:3: field "type" is missing; add one of invoke, ok, fail, info/,
    ],
    [`${GOOD}\n{"process":0,"type":"done","f":"read"}\n`, /^h:2: field "type" must be one of .*found "done"/],
    [`${GOOD}\n{"process":0,"type":"ok"}\n`, /^h:2: field "f" is missing; add/],
    [
      `${GOOD}\n{"process":0,"type":"ok","f":7}\n`,
      /^h:2: field "f" must be the name of an operation; found 7/,
    ],
    [
      `${GOOD}\n{"process":0,"type":"ok","f":"read","key":["x"]}\n`,
      /^h:2: field "key" must be a string or a number/,
    ],
    [
      `${GOOD}\n{"process":0,"type":"ok","f":"read","time":"noon"}\n`,
      /^h:2: field "time" must be a number; found "noon"/,
    ],
    [`${GOOD}\n{"process":0,"type":"ok","f":"read","index":[]}\n`, /^h:2: field "index" must be a number/],
    ['{"version":2}\n', /^h:1: field "version" is 2; this release reads version 1/],
    ['{bad json}', /^h:1: no line of the file is an operation/],
    ['[{"process":0},\n{"process":1 "type":"ok"}]', /^h:1: field "type" is missing/],
    [`[${GOOD},\n{"process":1 "type":"ok"}]`, /^h:2: malformed JSON/],
    [`[${GOOD},\n{"process":1,`, /^h:2: the file ends before the bracket opened here is closed with "}"/],
    [`[${GOOD},\n`, /^h:1: the file ends before the bracket opened here is closed with "\]"/],
    ['{:process 0\n:type :invoke]', /^h:2: "]" where "}" must close the bracket of line 1/],
    ['{:process 0 :type :invoke :f :read}\n}', /^h:2: "}" closes nothing/],
    ['{:process 0 :type :invoke :f :read}\n{:process 1', /^h:2: the file ends before/],
    ['{:process 0 :type :invoke :f :read}\n{:process "1', /^h:2: the file ends inside a string/],
    [
      '{:process 0 :type :invoke :f :read}\n\n{:process 1 :type}',
      /^h:3: malformed EDN: key "type" has no value/,
    ],
    ['{:process 0 :type :invoke :f :read} 12', /^h:1: an event must be a map .*found 12/],
    ['({:process 0 :type :invoke :f :read} #tag)', /^h:1: malformed EDN: tag "#tag" has no value/],
    [
      '{:type :invoke :value [[:r 1 nil]]}\n{:process 0 :type :ok :f :txn :value [[:r 1 []]]}',
      /^h:2: field "process" stands here/,
    ],
    ['{:type :ok :value 3}', /^h:1: field "process" is missing/],
    ['hello\nworld\n', /^h:1: no line of the file is an operation; expected/],
    ['0\t:invoke\t:read\tnil\n1\t:invoked\t:read\tnil\n', /^h:2: malformed operation: process, :invoke/],
    ['0\t:invoke\t:read\t[1\n', /^h:1: malformed EDN: "]" is missing/],
    ['JEPSEN\u0000\u0001', /^h: Jepsen's binary test.jepsen is not read; give the history.edn beside it/],
  ])('%j', async (text, message) => {
    expect(await messageOf(text)).toMatch(message)
  })

  it('bytes that are not UTF-8', async () => {
    expect(await messageOf(Buffer.from([...Buffer.from(`${GOOD}\n{"a":"`), 0xff, 0x22, 0x7d]))).toMatch(
      /^h:2: not UTF-8 text; convert/,
    )
  })

  it('a line over 16 MiB, and none at exactly 16 MiB', async () => {
    const padded = (size: number): string => {
      const frame = `${GOOD.slice(0, -1)},"pad":""}`
      return `${GOOD.slice(0, -1)},"pad":"${'x'.repeat(size - frame.length)}"}`
    }
    const limit = 16 * 1024 * 1024
    expect(await eventsOf(`${GOOD}\n${padded(limit)}\n`)).toHaveLength(2)
    expect(await messageOf(`${GOOD}\n${padded(limit + 1)}\n`)).toMatch(/^h:2: longer than 16 MiB; .*split it/)
    expect(await messageOf(`${GOOD}\n${'x'.repeat(limit + 1)}`)).toMatch(/^h:2: longer than 16 MiB/)
    expect(await messageOf(`{:process 0}\n{:a "${'x'.repeat(limit)}`)).toMatch(/^h:(1: field|2: longer)/)
  })

  it.each([
    ['/no/such/file', '/no/such/file: no such file; check the path'],
    ['/tmp', '/tmp: is a directory; name the history file in it'],
  ])('the file %s', async (path, message) => {
    await expect(readHistory(openSource(path)).next()).rejects.toThrow(message)
  })
})
