import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { registerCheck } from '../../../src/cli/check.ts'
import { checkFiles, checkText, jsonLines } from './check-run.ts'
import { withoutOwn } from './without-own.ts'

const good = jsonLines(
  [0, 'invoke', 'write', 1],
  [0, 'ok', 'write', 1],
  [1, 'invoke', 'read', null],
  [1, 'ok', 'read', 1],
)
const stale = jsonLines(
  [0, 'invoke', 'write', 1],
  [0, 'ok', 'write', 1],
  [1, 'invoke', 'read', null],
  [1, 'ok', 'read', null],
)
const vague = jsonLines(
  [0, 'invoke', 'write', 1],
  [0, 'info', 'write', 1],
  [1, 'invoke', 'read', null],
  [1, 'fail', 'read'],
)
const BROKEN = '{"process":0,"type":"ok","f":"read","value":1}\n'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-check-'))
afterAll(() => rmSync(folder, { recursive: true }))
const stored = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('check', () => {
  it('0: everything held', async () => {
    const { code, stdout, stderr } = await checkText(good)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^stdin: linearizable \(cas-register\); 2 operations, 1 partition, \d+ ms\n {2}What holds is linearizability: .*; not checked is .*\.\n$/,
    )
    expect(stderr).toBe('stdin: model cas-register, inferred from write, read; --model names another\n')
  })

  it('1: a violation, explained', async () => {
    const { code, stdout } = await checkText(stale, { model: 'register' })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^stdin: NOT linearizable \(register\); 2 operations, 1 partition, \d+ ms\n/)
    expect(stdout).toContain('No order of the operations explains read() -> null by process 1 (line 3).')
    expect(stdout).toContain('write(1) by process 0 (line 1)\n  It leads to the state 1.')
    expect(stdout).toContain('read() -> null is not possible in state 1 (process 1, line 3)')
  })

  it.each([
    ['no ok operation', vague, 'not one operation succeeded (ok), so the history proves nothing'],
    ['nothing', '', 'the history has no operations, so it proves nothing'],
    [
      'the nemesis only',
      '{"process":"nemesis","type":"info","f":"kill"}\n',
      'the history has no operations (1 nemesis line skipped), so it proves nothing',
    ],
  ])('2: undecided with %s', async (_name, text, because) => {
    const { code, stdout } = await checkText(text)
    expect(code).toBe(2)
    expect(stdout).toContain(because)
    const json = JSON.parse((await checkText(text, { json: true })).stdout) as object
    expect(json).toMatchObject({ valid: 'unknown', because })
  })

  it('2: undecided when the time is over', async () => {
    // which of 26 deposits happened, if any: all sums are even, the balance is odd, and only trying tells
    const deposits = Array.from({ length: 26 }, (_, i) => ({ account: 'a', amount: 2 ** (i + 1) }))
    const text = jsonLines(
      [80, 'invoke', 'open', 'a'],
      [80, 'ok', 'open', 'a'],
      ...deposits.map((deposit, i) => [i, 'invoke', 'deposit', deposit] as const),
      [90, 'invoke', 'balance', 'a'],
      [90, 'ok', 'balance', 1],
    )
    const html = join(folder, 'undecided.html')
    const { code, stdout } = await checkText(text, { timeout: '100ms', model: 'ledger', html })
    expect(readFileSync(html, 'utf8')).toContain('Give it more time with --timeout')
    expect([code, stdout]).toEqual([
      2,
      expect.stringMatching(/^stdin: undecided \(ledger\): .*the deadline was reached after/),
    ])
  })

  it.each([
    ['bad JSON', '{"process":0,\n', /^stdin:1: malformed JSON/],
    [
      'a completion without invoke',
      BROKEN,
      /^stdin:1: field "type": ok of read by process 0, which has no operation open/,
    ],
    [
      'a second invoke',
      jsonLines([0, 'invoke', 'read'], [0, 'invoke', 'read']),
      /^stdin:2: field "process": process 0 invokes read/,
    ],
    [
      'another f',
      jsonLines([0, 'invoke', 'read'], [0, 'ok', 'write', 1]),
      /^stdin:2: field "f": write completes/,
    ],
    [
      'a function that no model has',
      jsonLines([0, 'invoke', 'read'], [1, 'invoke', 'frob']),
      /^stdin:2: field "f": no model has a function frob/,
    ],
    [
      'functions of two models',
      jsonLines([0, 'invoke', 'read'], [1, 'invoke', 'acquire']),
      /^stdin:2: field "f": no model has all of read, acquire/,
    ],
    [
      'a cas without a pair',
      jsonLines([0, 'invoke', 'cas', 3]),
      /^stdin:1: field "value" of cas must be \[from, to\]; found 3/m,
    ],
    [
      'a read that returned nothing',
      jsonLines([0, 'invoke', 'read'], [0, 'ok', 'read']),
      /^stdin:2: field "value" is missing/m,
    ],
    [
      'a transaction of registers and lists',
      jsonLines(
        [
          0,
          'invoke',
          'txn',
          [
            ['w', 1, 2],
            ['append', 1, 2],
          ],
        ],
        [
          0,
          'ok',
          'txn',
          [
            ['w', 1, 2],
            ['append', 1, 2],
          ],
        ],
      ),
      /^stdin:1: txn and their values do not tell the model; say which: --model multi-register\|list-append/m,
    ],
  ])('254: %s', async (_name, text, message) => {
    const { code, stdout, stderr } = await checkText(text)
    expect([code, stdout]).toEqual([254, ''])
    expect(stderr).toMatch(message)
  })

  it('254: a function the named model lacks', async () => {
    const { code, stderr } = await checkText(good, { model: 'mutex' })
    expect([code, stderr]).toEqual([
      254,
      'stdin:1: field "f": model mutex has no function write, only acquire, release; choose another --model or correct the line\n',
    ])
  })

  it.each([
    [{ model: 'stack' }, '--model must be one of register, cas-register, kv, append,'],
    [{ timeout: 'soon' }, '--timeout must be a duration above zero such as 500ms, 60s or 2m; got "soon"'],
    [{ timeout: '0s' }, '--timeout must be a duration above zero'],
    [{ independent: true, model: 'list-append' }, '--independent does not fit list-append'],
    [{ html: '/no/such/folder/page.html' }, '/no/such/folder/page.html: --html cannot be written'],
  ])('254: %j', async (options, message) => {
    const { code, stderr } = await checkText(good, options)
    expect(code).toBe(254)
    expect(stderr).toContain(message)
    const json = await checkText(good, { ...options, json: true })
    expect(JSON.parse(json.stdout)).toMatchObject({ file: expect.any(String), valid: expect.anything() })
  })

  it('254: no file at all, a file that is not there, standard input twice', async () => {
    expect(await checkFiles([])).toMatchObject({
      code: 254,
      stderr: expect.stringContaining('no history to check'),
    })
    expect(await checkFiles(['/no/such'])).toMatchObject({
      code: 254,
      stderr: '/no/such: no such file; check the path\n',
    })
    expect(await checkFiles(['-', '-'])).toMatchObject({
      code: 254,
      stderr: expect.stringContaining('only once'),
    })
  })

  it('255: a fault of its own', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(good)
      throw new TypeError('a bug')
    }
    const { code, stderr } = await checkFiles(['-'], { stdin: failing() })
    expect(code).toBe(255)
    expect(stderr).toContain('Whitewater itself failed; please report this:\nTypeError: a bug')
  })

  it('--json prints the verdict of the contract, and nothing else on stdout', async () => {
    const { stdout } = await checkText(stale, { json: true })
    expect(stdout.trimEnd()).not.toContain('\n')
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'stdin',
      valid: false,
      model: 'cas-register',
      operations: 2,
      partitions: 1,
      millis: expect.any(Number),
      failure: {
        operation: { id: 1, f: 'read', process: 1, line: 3, outcome: { type: 'ok', value: null } },
        longestPrefix: [{ id: 0, f: 'write', value: 1 }],
        next: [{ operation: { id: 1 }, why: expect.any(String) }],
        because: expect.stringContaining('returned null'),
      },
    })
    expect(Object.keys(JSON.parse((await checkText(good, { json: true })).stdout) as object)).toEqual([
      'file',
      'valid',
      'model',
      'consistency',
      'promise',
      'operations',
      'partitions',
      'millis',
    ])
  })

  it('tells which operations of unknown outcome must have taken effect', async () => {
    const text = jsonLines(
      [0, 'invoke', 'write', 1],
      [0, 'info', 'write', 1],
      [1, 'invoke', 'write', 2],
      [1, 'ok', 'write', 2],
      [2, 'invoke', 'read', null],
      [2, 'ok', 'read', 1],
      [3, 'invoke', 'write', 2],
      [3, 'info', 'write', 2],
      [2, 'invoke', 'read', null],
      [2, 'ok', 'read', 3],
    )
    const { stdout } = await checkText(text)
    expect(stdout).toContain(
      'These took effect, though their outcome is unknown, or nothing explains what returned before:\n' +
        '    write(1) of unknown outcome by process 0 (line 1)\n',
    )
    const json = JSON.parse((await checkText(text, { json: true })).stdout) as object
    expect(json).toMatchObject({ failure: { mustHaveHappened: [{ id: 0, returned: null, line: 1 }] } })
  })

  it('several files: one array, the worst exit code', async () => {
    const files = {
      good: stored('good', good),
      stale: stored('stale', stale),
      vague: stored('vague', vague),
      broken: stored('broken', BROKEN),
    }
    const codes = async (...names: (keyof typeof files)[]): Promise<number> =>
      (await checkFiles(names.map((name) => files[name]))).code
    expect(await codes('good', 'good')).toBe(0)
    expect(await codes('vague', 'good')).toBe(2)
    expect(await codes('good', 'stale', 'vague')).toBe(1)
    expect(await codes('stale', 'broken', 'good')).toBe(254)
    const { stdout } = await checkFiles(Object.values(files), { json: true })
    const verdicts = JSON.parse(stdout) as { file: string; valid: unknown; error?: string }[]
    expect(verdicts.map(({ valid }) => valid)).toEqual([true, false, 'unknown', 'unknown'])
    expect(verdicts[3]?.error).toContain(`${files.broken}:1: field "type"`)
  })

  it('checks independent tuples key by key, found out or told', async () => {
    const text = jsonLines(
      [0, 'invoke', 'write', [0, 1]],
      [0, 'ok', 'write', [0, 1]],
      [1, 'invoke', 'read', [1, null]],
      [1, 'ok', 'read', [1, null]],
      [1, 'invoke', 'read', [0, null]],
      [1, 'ok', 'read', [0, 2]],
    )
    for (const options of [{}, { independent: true }, { model: 'register' }]) {
      const json = JSON.parse((await checkText(text, { ...options, json: true })).stdout) as object
      expect(json).toMatchObject({ valid: false, partitions: 2, failure: { key: '0' } })
    }
    expect(await checkText(good, { independent: true })).toMatchObject({ code: 254 })
  })

  it('counts a failed cas that says what it observed as a read', async () => {
    const lines = (observed: unknown): string =>
      `${good}{"process":2,"type":"invoke","f":"cas","value":[5,6]}\n{"process":2,"type":"fail","f":"cas","value":[5,6],"observed":${JSON.stringify(observed)}}\n`
    expect((await checkText(lines(1))).code).toBe(0)
    expect((await checkText(lines(null))).code).toBe(1)
  })

  it('lets no control character of a history reach the terminal', async () => {
    const text = jsonLines(
      [0, 'invoke', 'write', 1, 'a\u001b[2J'],
      [0, 'ok', 'write', 1, 'a\u001b[2J'],
      [0, 'invoke', 'read', null, 'a\u001b[2J'],
      [0, 'ok', 'read', 2, 'a\u001b[2J'],
    )
    const { stdout } = await checkText(text)
    expect(stdout).toContain('on key a\\u001b[2J')
    expect(stdout).not.toContain('\u001b')
  })

  it('--html writes a page that loads nothing and shows text as text', async () => {
    const page = join(folder, 'page.html')
    const text = jsonLines(
      [0, 'invoke', 'write', '<script>alert(1)</script>'],
      [0, 'ok', 'write'],
      [0, 'invoke', 'read'],
      [0, 'ok', 'read', '"><img src=x onerror=alert(1)>'],
    )
    expect((await checkText(text, { html: page })).code).toBe(1)
    const html = withoutOwn(readFileSync(page, 'utf8'))
    expect(html).toMatch(/default-src 'none'; script-src 'sha256-[^ ']+'; style-src 'sha256-[^ ']+';/)
    expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
    expect(html).not.toMatch(/<(script|img|link|iframe)/)
  })

  it('is a verb of the command line, with an example in its help', async () => {
    let help = ''
    const program = new Command().exitOverride().configureOutput({ writeOut: (text) => void (help += text) })
    registerCheck(program)
    program.commands[0]?.exitOverride().configureOutput({ writeOut: (text) => void (help += text) })
    await expect(program.parseAsync(['check', '--help'], { from: 'user' })).rejects.toThrow('(outputHelp)')
    for (const part of [
      '--model <name>',
      '--independent',
      '--timeout <duration>',
      '--json',
      '--html <file>',
      'Example:\n  $ whitewater check',
    ]) {
      expect(help).toContain(part)
    }
    const page = join(folder, 'verb.html')
    const before = process.exitCode
    let printed = ''
    const write = vi
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => Boolean((printed += String(text))))
    await program.parseAsync(
      ['check', '--json', '--model', 'register', '--html', page, stored('stale-again', stale)],
      { from: 'user' },
    )
    const after = process.exitCode
    process.exitCode = before
    write.mockRestore()
    expect(after).toBe(1)
    expect(JSON.parse(printed)).toMatchObject({ valid: false, model: 'register' })
    expect(readFileSync(page, 'utf8')).toContain('NOT linearizable (register)')
  })
})
