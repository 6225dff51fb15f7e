import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test, inject } from 'vitest'

// What verbs print, and the pages and texts they write, count NOUNS rightly, whatever the count.

const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-plurals-'))

/** All that a verb printed, and all that it wrote for a reader. */
const texts: { readonly of: string; readonly text: string }[] = []

function verb(...args: string[]): void {
  const output = join(folder, String(texts.length))
  const writes = args[0] === 'check' ? [] : ['--output', output]
  const { stdout, stderr } = spawnSync(process.execPath, [main, ...args, ...writes], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  texts.push({ of: args.join(' '), text: stdout + stderr })
  if (writes.length > 0) for (const file of readable(output)) texts.push(file)
}

const readable = (output: string): { of: string; text: string }[] =>
  readdirSync(output, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(html|md|txt)$/.test(path))
    .map((path) => ({ of: path, text: shownText(readFileSync(join(output, path), 'utf8')) }))

/** A page as a reader sees it, where it stands in the file: without scripts, styles and tags. */
const shownText = (page: string): string =>
  page
    .replace(/<(script|style)[^]*?<\/\1>/g, ' ')
    // a number does not count what stands in the next cell
    .replace(/<t[dh]\b[^>]*>/g, ' | ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

const NOUNS =
  'activation|attempt|bug|candidate|check|client|crash|decision|election|entry|event|failure|fault|file|index|' +
  'key|line|message|object|operation|order|partition|process|replay|run|scenario|seed|server|signature|step|' +
  'target|term|test|timer|transaction|value|vote|write'
const one = NOUNS.split('|')
const many = one.map((noun) =>
  noun.endsWith('y') && noun !== 'key'
    ? `${noun.slice(0, -1)}ies`
    : /(s|sh|x)$/.test(noun)
      ? `${noun}es`
      : `${noun}s`,
)

/** A number that is no part of a name, a decimal, a range or a time, and stands for itself before a noun. */
const alone = String.raw`(?<![\w.,:/#(-]|\b(?:term|index|step|seed|entry|line|process|operation|server|run) )`
const wrongPlurals = new RegExp(`${alone}1 (?:${many.join('|')})\\b`, 'g')
const wrongSingulars = new RegExp(
  `${alone}(?:0|[2-9]|[1-9][\\d,]*\\d) (?:${one.join('|')})(?=$|[\\s.;)])(?! \\d)`,
  'gm',
)

const wrong = (text: string): string[] => [
  ...(text.match(wrongPlurals) ?? []),
  ...(text.match(wrongSingulars) ?? []),
]

beforeAll(() => {
  const histories = [1, 2, 3].map((operations) => {
    const file = join(folder, `${operations}.jsonl`)
    const events = Array.from({ length: operations }, (_, at) => [
      `{"process":0,"type":"invoke","f":"write","value":${at}}`,
      `{"process":0,"type":"ok","f":"write","value":${at}}`,
    ])
    writeFileSync(file, `${events.flat().join('\n')}\n`)
    return file
  })
  const broken = join(folder, 'broken.jsonl')
  const read = ['invoke', 'ok'].map((type) => `{"process":0,"type":"${type}","f":"read","value":7}`)
  writeFileSync(broken, `${read.join('\n')}\n`)
  for (const file of [...histories, broken]) verb('check', '--model', 'register', file)
  verb('check', '--model', 'register', ...histories)
  verb('check', '--model', 'register', '--html', join(folder, 'page.html'), broken)
  texts.push({ of: 'page.html', text: shownText(readFileSync(join(folder, 'page.html'), 'utf8')) })
  for (const runs of ['1', '2']) {
    verb('run', 'steady-cluster', '--runs', runs)
    verb('campaign', 'steady-cluster', '--runs', runs, '--no-self-tests')
  }
  verb('run', 'steady-cluster', '--nodes', '1', '--runs', '1')
  verb('run', '--target', 'own-raft+vote-twice', '--runs', '2')
  verb('campaign', '--target', 'own-raft+vote-twice', '--runs', '1', '--no-self-tests')
  verb('planted', 'vote-twice', 'reply-before-commit')
}, 240_000)

test('the rule sees a wrong plural and a wrong singular, and no more', () => {
  expect(wrong('1 runs, 2 run; 0 fault. 1,204 step')).toEqual(['1 runs', '2 run', '0 fault', '1,204 step'])
  expect(wrong('1 run, 2 runs, term 1 servers, 0.1 runs, n1 1 server, step 2 run by n1')).toEqual([])
})

test('what is printed and written counts NOUNS rightly', () => {
  expect(texts.length).toBeGreaterThan(14)
  expect(texts.filter(({ text }) => text.length < 20)).toEqual([])
  expect(
    texts.map(({ of, text }) => ({ of, found: wrong(text) })).filter(({ found }) => found.length > 0),
  ).toEqual([])
})
