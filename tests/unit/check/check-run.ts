import { check } from '../../../src/cli/check.ts'
import type { CheckVerbOptions } from '../../../src/cli/check.ts'
import type { ExitCode } from '../../../src/cli/exit-code.ts'

export interface Checked {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

/** Runs `check` on files, with what it prints. */
export async function checkFiles(files: readonly string[], options: CheckVerbOptions = {}): Promise<Checked> {
  let stdout = ''
  let stderr = ''
  const code = await check(files, {
    ...options,
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
  })
  return { code, stdout, stderr }
}

/** Runs `check` on a text given as standard input. */
export function checkText(text: string, options: CheckVerbOptions = {}): Promise<Checked> {
  async function* stdin(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text)
  }
  return checkFiles(['-'], { ...options, stdin: stdin() })
}

/** Events in short, `process type f value key?`, as JSON lines. */
export function jsonLines(
  ...events: readonly (readonly [number | string, string, string, unknown?, string?])[]
): string {
  return events
    .map(([process, type, f, value, key]) => `${JSON.stringify({ process, type, f, key, value })}\n`)
    .join('')
}
