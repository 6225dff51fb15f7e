import { execa } from 'execa'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, inject } from 'vitest'

// The pages that are shown to everybody hold true: each makes its failure again, on the Raft as it is now.

const root = join(import.meta.dirname, '../..')
const gallery = join(root, 'docs/gallery')
const pages = readdirSync(gallery).filter((name) => name.endsWith('.html'))

test('lists each page, with its picture', () => {
  const list = readFileSync(join(gallery, 'README.md'), 'utf8')
  expect(pages.length).toBeGreaterThanOrEqual(6)
  for (const page of pages) expect(list).toContain(`(${page.replace('.html', '.png')})](${page})`)
  expect(readdirSync(gallery).filter((name) => name.endsWith('.png'))).toHaveLength(pages.length)
})

describe.each(pages)('%s', (page) => {
  test('makes its failure again from the page alone', async () => {
    const { stdout, exitCode } = await execa(
      process.execPath,
      [inject('main'), 'replay', join('docs/gallery', page)],
      { cwd: root, reject: false, stdin: 'ignore' },
    )
    expect(stdout).toMatch(/digest [0-9a-f]+, as before/)
    expect(exitCode).toBe(1)
  })

  test('names the rule, the moment and no machine', () => {
    const html = readFileSync(join(gallery, page), 'utf8')
    expect(html).toContain('<b>Broken rule</b>')
    expect(html).toMatch(/class="step-link" href="#m\d+"/)
    expect(html).not.toMatch(/\/(?:home|root|tmp|Users)\//)
  })
})
