import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { failurePage } from '../../../reports/index.ts'
import { el, toHtml } from '../../../reports/html/markup.ts'
import { doubleVote } from './fixtures/double-vote.ts'
import { doubleVoteTrace } from './fixtures/double-vote-trace.ts'
import { ATTACK, hostileFailure } from './fixtures/hostile.ts'
import { longFailure } from './fixtures/long-run.ts'
import { staleRead } from './fixtures/stale-read.ts'

const textOf = (html: string): string =>
  html
    .replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\s+/g, ' ')

const scriptsOf = (html: string) => [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)]

describe('failure page', () => {
  test('says without script what broke, why, how to see it again, and every step', () => {
    const text = textOf(failurePage(doubleVote).html)
    expect(text).toContain('Term 1 has two leaders: n1 (votes of n1, n2) and n3 (votes of n2, n3).')
    for (const clause of doubleVote.minimized?.record.violation?.proof ?? []) {
      expect(text).toContain(`${clause.text} step ${clause.step ?? ''}`)
    }
    expect(text).toContain('npx whitewater replay w1s:c0ffee')
    for (const step of doubleVoteTrace.steps) expect(text).toContain(step.text)
    expect(text).toContain('lost (loss): n3 → n1 RequestVote term 1')
    expect(text).toContain('crash of n2 that loses its unsynced vote nothing breaks')
    expect(text).toContain('4,812')
    expect(text).toContain('After step 12 of 12')
  })

  test('says of a run that was traced up to the breach how long it was', () => {
    const long = longFailure(1000)
    const { record } = long
    const steps = record.trace?.steps.length ?? 0
    const of = (counted: number): string =>
      textOf(
        failurePage({ ...long, record: { ...record, counts: { ...record.counts, steps: counted } } }).html,
      )
    expect(of(1_355_682)).toContain(
      `up to the breach ${steps.toLocaleString('en')} events of 1,355,682, of which no more is traced`,
    )
    expect(of(steps)).not.toContain('no more is traced')
  })

  test('counts in words what is there as data', () => {
    for (const failure of [doubleVote, staleRead, longFailure(1000)]) {
      const { html, report } = failurePage(failure)
      const rows = [...html.matchAll(/<tr class="row[^"]*" id="([mo]\d+)"/g)].map((match) => match[1])
      const steps = report.min?.t.length ?? 0
      expect(rows).toHaveLength(steps)
      expect(textOf(html)).toContain(`${steps} steps`)
      const marked = html.match(/<td class="number"><b class="mark">!<\/b>/g) ?? []
      expect(marked).toHaveLength(report.why.facts.length)
      const [picture = ''] = /<svg class="gutter[\s\S]*?<\/svg>/.exec(html) ?? []
      // all messages of a kind are one path: its lines are counted
      const paths = picture.matchAll(/<path class="message(?: again| lost| pending)?" d="([^"]*)"/g)
      const lines = [...paths].flatMap(([, d = '']) => d.match(/M/g) ?? [])
      const drawn = (report.min?.messages ?? []).reduce(
        (sum, message) => sum + Math.max(1, message.arrivals.length),
        0,
      )
      expect(lines).toHaveLength(drawn)
      for (const [, target = ''] of html.matchAll(/class="step-link" href="#([^"]*)"/g))
        expect(rows).toContain(target)
    }
  })

  test('carries its data, and the original run where there is one', () => {
    const { html, report } = failurePage({
      ...doubleVote,
      record: { ...doubleVote.record, trace: doubleVoteTrace },
    })
    const scripts = scriptsOf(html)
    expect(scripts.map((script) => script[1]?.trim())).toEqual([
      'type="text/plain" id="ww-meta"',
      'type="text/plain" id="ww-full"',
      'type="text/plain" id="ww-minimized"',
      'type="application/json" id="ww-run"',
      '',
    ])
    const data = gunzipSync(Buffer.from(scripts[0]?.[2] ?? '', 'base64')).toString()
    expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(report)))
    expect(report.full).toMatchObject({ events: 12, embedded: 12 })
    expect(textOf(html)).toContain('12 events')
  })

  test('allows its own script and style and nothing else', () => {
    const { html } = failurePage(doubleVote)
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? []
    const sha = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const script = scriptsOf(html).at(-1)?.[2] ?? ''
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? ''
    expect(policy).toBe(
      `default-src 'none'; script-src ${sha(script)}; style-src ${sha(style)}; img-src data:; base-uri 'none'; form-action 'none'`,
    )
    expect(/ style=|(?:src|href)="(?!#)/.test(html)).toBe(false)
  })

  test('lets no markup of a subject through, and stays small', () => {
    const { html } = failurePage(hostileFailure())
    // booleans, so that a failure does not print the whole page
    expect(html.includes('<img')).toBe(false)
    expect(html.includes('<!--')).toBe(false)
    expect(scriptsOf(html)).toHaveLength(5)
    expect(html.match(/<\/script>/g)).toHaveLength(5)
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    expect(/[\u0000-\u0009\u000b-\u001f\u202e]/.test(html)).toBe(false)
    expect(textOf(html)).toContain('</script><img src=x onerror="alert(1)">')
    expect(html.length).toBeLessThan(250_000)
  })

  test('keeps the budget of size', () => {
    expect(failurePage(doubleVote).html.length).toBeLessThan(180_000)
    expect(failurePage(longFailure(1000)).html.length).toBeLessThan(500_000)
  })

  test('tells the verdict also where no trace was kept', () => {
    const { html, report } = failurePage({
      record: staleRead.record,
      replayCommand: 'npx whitewater replay w1',
    })
    expect(report.min).toBeNull()
    expect(textOf(html)).toContain('No trace was kept of this run.')
    expect(textOf(html)).toContain('client 1 began read x later and n1 answered 1 step 14')
    expect(html.includes('class="step-link"')).toBe(false)
  })

  test('is the same for the same failure', () => {
    expect(failurePage(staleRead).html === failurePage(structuredClone(staleRead)).html).toBe(true)
  })
})

describe('markup', () => {
  test('escapes texts and attributes, and leaves out what is absent', () => {
    const node = el('p', { title: ATTACK, hidden: true, id: undefined, lang: false }, ATTACK, false, [
      el('br'),
      'x',
    ])
    const html = toHtml(node)
    expect(html).toMatch(/^<p title="[^"<>]*" hidden>[^<>]*<br>x<\/p>$/)
  })
})
