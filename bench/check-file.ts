/**
 * What `check` takes for a large history file: seconds, and memory at its peak as a share of the file's size. The
 * process that checks has a heap of `share` of that size (default 0.8); where it is too small there is no answer.
 *
 *     node bench/check-file.ts [megabytes, default 200] [json-lines | edn] [share]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { check } from '../src/cli/check.ts'
import { ednLine, jsonLine, writeHistory } from './history-file.ts'

const [first = '200', format = 'json-lines', share = '0.8'] = process.argv.slice(2)
if (first.endsWith('.history')) {
  const started = performance.now()
  const code = await check([first], { model: 'kv', timeout: '600s', stdout: () => {} })
  const seconds = (performance.now() - started) / 1000
  const peak = process.resourceUsage().maxRSS / 1024
  process.stdout.write(`${seconds.toFixed(1)} ${peak.toFixed(0)}\n`)
  process.exitCode = code
} else {
  const folder = mkdtempSync(join(tmpdir(), 'check-file-'))
  try {
    const megabytes = Number(first)
    const file = join(folder, `of.history`)
    const operations = writeHistory(file, { bytes: megabytes * 1e6 }, format === 'edn' ? ednLine : jsonLine)
    const heap = Math.round((megabytes * Number(share) * 1e6) / 2 ** 20)
    const flags = [`--max-old-space-size=${heap}`, fileURLToPath(import.meta.url), file]
    const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' })
    const [seconds = '', peak = ''] = stdout.trim().split(' ')
    const answer =
      status === 0
        ? `${seconds} s, ${(megabytes / Number(seconds)).toFixed(0)} MB/s, ${peak} MiB of memory at the peak`
        : `no answer (exit code ${String(status)}): ${stderr.slice(0, 300)}`
    process.stdout.write(
      `${format}, ${megabytes} MB, ${operations} operations, a heap of ${heap} MiB: ${answer}\n`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
