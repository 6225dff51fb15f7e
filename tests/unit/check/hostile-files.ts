import { gzipSync } from 'node:zlib'
import { jsonLines } from './check-run.ts'

/** A file as somebody hostile, or a broken recorder, writes it; what `check` must answer. */
export interface HostileFile {
  readonly name: string
  readonly content: string | Uint8Array
  readonly model?: string
  readonly code: 0 | 1 | 2 | 254
  /** What stands on stdout or stderr. */
  readonly says: string | RegExp
}

const write = jsonLines([0, 'invoke', 'write', 1], [0, 'ok', 'write', 1])
const read = (value: unknown): string => jsonLines([1, 'invoke', 'read', null], [1, 'ok', 'read', value])
const good = write + read(1)
/** A write and a read of it, with values as they are written in JSON. */
const values = (written: string, found: string): string =>
  `{"process":0,"type":"invoke","f":"write","value":${written}}
{"process":0,"type":"ok","f":"write","value":${written}}
{"process":1,"type":"invoke","f":"read","value":null}
{"process":1,"type":"ok","f":"read","value":${found}}
`
const edn = (written: string, found: string): string =>
  `{:process 0 :type :invoke :f :write :value ${written}}
{:process 0 :type :ok :f :write :value ${written}}
{:process 1 :type :invoke :f :read :value nil}
{:process 1 :type :ok :f :read :value ${found}}
`
const of = (f: string, invoked: unknown, completed: unknown, type = 'ok'): string =>
  jsonLines([0, 'invoke', f, invoked], [0, type, f, completed])
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const digits = '7'.repeat(1_000_000)
const LOG = '0\t:invoke\t:write\t1\n0\t:ok\t:write\t1\n1\t:invoke\t:read\tnil\n1\t:ok\t:read\t1\n'
const named = (type: string, f: string, value: unknown, process: unknown = 'c1'): string =>
  `${JSON.stringify({ process, type, f, value })}\n`

const REGISTER = 'register'
const bad = (
  name: string,
  content: string | Uint8Array,
  says: string | RegExp,
  model = REGISTER,
): HostileFile => ({
  name,
  content,
  model,
  code: 254,
  says,
})
const answered = (
  name: string,
  code: 0 | 1 | 2,
  content: string | Uint8Array,
  says: string | RegExp,
  model = REGISTER,
): HostileFile => ({ name, content, model, code, says })

export const hostileFiles: readonly HostileFile[] = [
  // bytes
  answered('an empty file', 2, '', 'no operations'),
  answered('blanks', 2, ' \r\n\t\n', 'no operations'),
  bad('100,000 blanks', ' '.repeat(100_000), 'begins with more than 65536 blanks'),
  answered('a byte order mark', 0, `\ufeff${good}`, 'linearizable'),
  answered('lines that end with CRLF', 0, good.replaceAll('\n', '\r\n'), 'linearizable'),
  answered('no line end at the end', 0, good.trimEnd(), 'linearizable'),
  bad('UTF-16, little', Buffer.from(`\ufeff${good}`, 'utf16le'), 'UTF-16 text; convert the file to UTF-8'),
  bad('UTF-16, big', Buffer.from(`\ufeff${good}`, 'utf16le').swap16(), 'UTF-16 text'),
  bad('UTF-16 without a mark', Buffer.from(good, 'utf16le'), 'begins with zero bytes'),
  bad('a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff, 0xfe]), 'stdin:'),
  bad('a zip archive', Buffer.from('PK\u0003\u0004rest'), 'a zip archive; unpack it'),
  bad('zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0]), 'zstd data'),
  bad('zero bytes in a line', `${good}\u0000\u0000\n`, 'stdin:5: malformed JSON'),
  bad('half a line', good + write.slice(0, 30), 'stdin:5: malformed JSON'),
  bad(
    'not UTF-8',
    Buffer.concat([Buffer.from(`${good}{"a":"`), Buffer.from([0xc3, 0x28, 0x22, 0x7d])]),
    'stdin:5: not UTF-8',
  ),
  bad('prose', 'hello\nworld\n', 'stdin:1: no line of the file is an operation'),
  bad('a page', '<html><body>404</body></html>', 'no line of the file is an operation'),
  bad("Jepsen's binary", 'JEPSEN\u0000\u0001', 'give the history.edn beside it'),
  bad('17 MiB in a line', `{"a":"${'x'.repeat(17 << 20)}`, 'stdin:1: longer than 16 MiB'),
  // gzip
  answered('gzip', 0, gzipSync(good), 'linearizable'),
  answered('two gzip members', 0, Buffer.concat([gzipSync(write), gzipSync(read(1))]), '2 operations'),
  bad('gzip that is cut off', gzipSync(good).subarray(0, 40), 'the gzip data is cut off'),
  bad('gzip that is damaged', gzipSync(good).fill(0x55, 20, 30), 'the gzip data is damaged'),
  bad(
    'bytes behind gzip',
    Buffer.concat([gzipSync(good), Buffer.alloc(8)]),
    'bytes behind the end of the gzip data',
  ),
  bad('gzip in gzip', gzipSync(gzipSync(good)), 'gzip data inside of gzip data'),
  bad('a bomb of one line', gzipSync(Buffer.alloc(200 << 20, 0x7b)), 'nested more than 200 deep', REGISTER),
  bad(
    'a bomb of one string',
    gzipSync(Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(100 << 20, 0x61)])),
    'longer than 16 MiB',
  ),
  // JSON
  bad('an array cut off', `[${good.trim().replaceAll('\n', ',')}`, 'was it cut off?'),
  answered('an array', 0, `[${good.trim().replaceAll('\n', ',\n')}]`, 'linearizable'),
  bad('deep JSON', values(deep(100_000), '1'), 'stdin:1: malformed JSON: nested more than 200 deep'),
  bad('deep JSON in an array', `[${values(deep(100_000), '1')}`, 'nested more than 200 deep'),
  answered('JSON as deep as may be', 0, values(deep(190), deep(190)), 'linearizable'),
  bad(
    'a member twice',
    '{"process":0,"type":"invoke","f":"write","value":1,"value":2}\n',
    'stdin:1: the member value stands twice',
  ),
  bad(
    'a member twice, written in two ways',
    '{"process":0,"type":"invoke","f":"write","v\\u0061lue":1,"value":":"}\n',
    'stands twice',
  ),
  answered('a string with colons', 0, values('"12:00:01"', '"12:00:01"'), 'linearizable'),
  answered('__proto__ in a value', 1, values('{"__proto__":1}', '{"__proto__":2}'), 'NOT linearizable'),
  answered(
    '__proto__ as a key',
    0,
    jsonLines([0, 'invoke', 'write', 1, '__proto__'], [0, 'ok', 'write', 1, '__proto__']),
    'linearizable',
    'kv',
  ),
  bad('__proto__ as f', jsonLines([0, 'invoke', '__proto__', 1]), 'has no function __proto__'),
  answered('lone surrogates', 1, values('"\\ud800"', '"\\ud801"'), 'NOT linearizable'),
  bad('1e999', values('1e999', '2e999'), 'stdin:1: the number 1e999 is beyond the largest double'),
  bad('-1e999', values('1', '-1e999'), 'stdin:4: the number -1e999'),
  bad('NaN', values('NaN', 'NaN'), 'stdin:1: malformed JSON'),
  bad('a million digits', values(digits, '1'), 'has more than 1000 characters'),
  answered(
    'integers that a double cannot tell apart',
    1,
    values('9007199254740993', '9007199254740992'),
    'NOT linearizable',
  ),
  answered('the same large integer', 0, values('9007199254740993', '9007199254740993.0'), 'linearizable'),
  answered(
    'decimals that a double cannot tell apart',
    1,
    values('0.12345678901234567891', '0.12345678901234567892'),
    'NOT linearizable',
  ),
  answered('42 and 42.0', 0, values('42', '42.0'), 'linearizable'),
  answered('42 and 4.2e1', 0, values('42', '4.2e1'), 'linearizable'),
  answered('-0 and 0', 0, values('-0', '0'), 'linearizable'),
  answered('42 and "42"', 1, values('42', '"42"'), 'NOT linearizable'),
  bad('JSON, then EDN', good + edn('1', '1'), 'stdin:5: malformed JSON'),
  // EDN
  bad('EDN, then JSON', edn('1', '1') + good, 'stdin:5: malformed EDN'),
  bad('deep EDN', edn(deep(100_000), '1'), 'nested more than 200 deep'),
  bad('many discards', `{:process 0 ${'#_'.repeat(100_000)} :a}`, 'stdin:1: malformed EDN'),
  bad('many tags', `{:process ${'#a '.repeat(100_000)} 1}`, 'nested more than 200 deep'),
  bad('1e999 in EDN', edn('1e999', '2e999'), 'the number 1e999 is beyond the largest double'),
  bad('NaN in EDN', edn('##NaN', '##NaN'), '##NaN equals nothing'),
  answered('two infinities', 1, edn('##Inf', '##-Inf'), 'NOT linearizable'),
  answered('42 and 42.0 in EDN', 0, edn('42', '42.0'), 'linearizable'),
  answered('42N and 42M', 0, edn('42N', '42M'), 'linearizable'),
  answered('ratios in other terms', 0, edn('2/4', '1/2'), 'linearizable'),
  answered('large hexadecimals', 1, edn('0x20000000000001', '0x20000000000000'), 'NOT linearizable'),
  bad('a million digits in EDN', edn(digits, '1'), 'has more than 1000 characters'),
  bad('a division by zero', edn('1/0', '1'), 'stdin:1: malformed EDN: "1/0"'),
  bad('EDN cut off in a string', '{:process 0 :type :invoke :f "re', 'ends inside a string'),
  bad('a bracket too many', `${edn('1', '1')}}`, 'closes nothing'),
  // logs
  answered('blanks for tabs', 0, LOG.replaceAll('\t', ' '), 'linearizable'),
  answered(
    'line numbers in front',
    0,
    LOG.split('\n')
      .map((line, at) => line && `${at + 1}  ${line}`)
      .join('\n'),
    '2 operations',
  ),
  answered(
    'line numbers of grep',
    0,
    LOG.split('\n')
      .map((line, at) => line && `${at + 1}:${line}`)
      .join('\n'),
    '2 operations',
  ),
  answered('a log', 0, `INFO start\n${LOG}`, '1 line of prose skipped'),
  bad('blanks, and more than a value', '0 :invoke :write 1 2\n', 'separate the columns by tabs'),
  bad('a type that is none, in a log', `${LOG}0\t:begin\t:write\t1\n`, 'stdin:5: malformed operation'),
  bad('JSON in a log', `starting\n${good}`, 'stdin:2: an event as JSON or EDN in a file that began as a log'),
  // events
  bad(
    'a completion without invoke',
    read(1).split('\n')[1] ?? '',
    'stdin:1: field "type": ok of read by process 1, which has no operation open',
  ),
  answered(
    'an invoke without completion',
    0,
    `${good}${jsonLines([5, 'invoke', 'write', 7])}`,
    '3 operations',
  ),
  bad(
    'a second invoke',
    jsonLines([0, 'invoke', 'write', 1], [0, 'invoke', 'write', 2]),
    'stdin:2: field "process"',
  ),
  bad(
    'another type',
    jsonLines([0, 'done', 'write', 1]),
    'stdin:1: field "type" must be one of invoke, ok, fail, info; found "done"',
  ),
  bad('no value', '{"process":0,"type":"invoke","f":"write"}\n', 'stdin:1: field "value" is missing'),
  bad(
    'another value',
    of('write', 1, 2),
    'stdin:2: field "value": 2 completes process 0\'s write of 1 in line 1',
  ),
  bad('another value of unknown outcome', of('write', 1, 2, 'info'), 'stdin:2: field "value"'),
  bad('another cas', of('cas', [1, 2], [1, 3]), 'stdin:2: field "value"', 'cas-register'),
  bad('another element', of('add', 1, 2), 'stdin:2: field "value"', 'set'),
  bad('another append', of('append', 1, 2), 'stdin:2: field "value"', 'append'),
  bad('another enqueue', of('enqueue', 'a', 'b'), 'stdin:2: field "value"', 'queue'),
  answered('a completion that says OK', 0, of('write', 1, 'OK'), 'linearizable'),
  answered('a completion without value', 0, of('write', 1, null), 'linearizable'),
  bad(
    'another key',
    jsonLines([0, 'invoke', 'write', 1, 'x'], [0, 'ok', 'write', 1, 'y']),
    'stdin:2: field "key"',
    'kv',
  ),
  answered('indexes twice', 0, good.replaceAll('"process"', '"index":7,"process"'), 'linearizable'),
  answered(
    'time that goes back',
    0,
    write.replaceAll('"process"', '"time":9,"process"') +
      read(1).replaceAll('"process"', '"time":1,"process"'),
    'linearizable',
  ),
  answered(
    'clients with names',
    1,
    write + named('invoke', 'read', null) + named('ok', 'read', 9),
    /2 operations.*\n.*process c1/,
  ),
  answered('names alone', 0, named('invoke', 'write', 1) + named('ok', 'write', 1), '1 operation'),
  bad(
    'an ok of a name that never invoked',
    write + named('ok', 'read', 9),
    'stdin:3: field "type": ok of read by process c1',
  ),
  bad(
    'a name that tells before it invokes',
    named('info', 'x', 1) + named('invoke', 'read', null),
    'its info of line 1',
  ),
  bad(
    '7 and "7"',
    named('invoke', 'write', 1, 7) + named('invoke', 'write', 1, '7'),
    'stdin:2: field "process": 7 is text here',
  ),
  answered(
    'a monkey beside the nemesis',
    0,
    named('info', 'kill', 1, 'monkey') + named('info', 'start', 1, 'nemesis') + good,
    '2 nemesis lines skipped',
  ),
  answered(
    'a header and phases',
    0,
    `{"type":"meta","driver":"mine"}\n${write}{"phase":"heal"}\n${read(1)}`,
    '2 lines of meta data skipped',
  ),
  bad('nothing but meta data', '{"a":1}\n{"b":2}\n', 'no line of the file is an operation'),
  bad(
    'a process with a fraction',
    jsonLines([0.5, 'invoke', 'read', null]),
    'must be a whole number or a name; found 0.5',
  ),
  bad('no process', '{"type":"invoke","f":"read"}\n', 'field "process" is missing'),
  bad(
    'a name of a megabyte',
    named('invoke', 'read', null, 'p'.repeat(1 << 20)),
    /^stdin:1: field "process" has a name of more than 256.{0,100}\n$/,
  ),
  bad('an f of a megabyte', jsonLines([0, 'invoke', 'f'.repeat(1 << 20), null]), /^stdin:1: .{0,300}\n$/),
  bad(
    'escape sequences in f',
    jsonLines([0, 'invoke', '\u001b[2J\nok', null]),
    /^stdin:1: .*has no function "\\u001b\[2J\\u000aok".*\n$/,
  ),
  bad('an f that is nearly one', jsonLines([0, 'invoke', 'raed', null]), 'did you mean read?'),
  answered(
    '100,000 processes',
    0,
    Array.from({ length: 100_000 }, (_, n) => jsonLines([n, 'invoke', 'write', n])).join('') +
      write.replaceAll('"process":0', '"process":100001'),
    '100001 operations',
  ),
  answered(
    '100,000 keys',
    0,
    Array.from({ length: 100_000 }, (_, n) =>
      of('write', n, n).replaceAll('"value"', `"key":"${n}","value"`),
    ).join(''),
    '100000 partitions',
    'kv',
  ),
  // transactions
  answered(
    'a transaction without f',
    0,
    '{:type :invoke :process 2 :value [[:append 4 2]]}\n{:type :ok :process 2 :value [[:append 4 2]]}\n',
    'strictly serializable',
    'list-append',
  ),
  answered(
    'transactions without process',
    0,
    '[{:type :invoke :f :write :value [[:w 0 1]]}\n{:type :ok :f :write :value [[:w 0 1]]}]',
    'linearizable',
    'multi-register',
  ),
  bad(
    'overlapping transactions without process',
    '{:type :invoke :f :txn :value [[:w 0 1]]}\n{:type :invoke :f :txn :value [[:w 0 2]]}\n',
    'stdin:2: field "process" is missing, and a transaction begins while that of line 1 is open',
    'multi-register',
  ),
  answered(
    "Knossos' names of steps",
    0,
    '{:type :invoke :process 2 :f :txn :value [[:write :x 2] [:read :x nil]]}\n{:type :ok :process 2 :f :txn :value [[:write :x 2] [:read :x 2]]}\n',
    'linearizable',
    'multi-register',
  ),
  answered(
    'transactions named by what they do',
    0,
    '{:type :invoke :process 2 :f :append :value [[:append 4 2]]}\n{:type :ok :process 2 :f :append :value [[:append 4 2]]}\n',
    'strictly serializable',
    'list-append',
  ),
]
