import { expect, test } from 'vitest'
import { gateOutput, writeUngated } from '../../../src/cli/output-gate.ts'

function stream(isTTY = false) {
  const written: string[] = []
  return {
    written,
    isTTY,
    write: (chunk: string | Uint8Array) => {
      written.push(String(chunk))
      return true
    },
  }
}

test('whatever is written goes through the gate once, in parts of a line and as bytes too', () => {
  const out = stream()
  gateOutput(out, {})
  gateOutput(out, {})
  out.write('a ')
  out.write('::no command\n ')
  out.write('::error::x\n')
  const bytes = Buffer.from('é\u001b[2J\n')
  out.write(bytes.subarray(0, 1))
  out.write(bytes.subarray(1))
  expect(out.written.join('')).toBe('a ::no command\n \\u003a:error::x\né\\u001b[2J\n')
})

test('colours pass only where somebody looks', () => {
  const [terminal, file] = [stream(true), stream(false)]
  for (const out of [terminal, file]) {
    gateOutput(out, { TERM: 'xterm' })
    out.write('\u001b[32mok\u001b[0m')
  }
  expect(terminal.written).toEqual(['\u001b[32mok\u001b[0m'])
  expect(file.written).toEqual(['\\u001b[32mok\\u001b[0m'])
})

test('what this project made itself goes around it, also on a stream without a gate', () => {
  const [gated, plain] = [stream(), stream()]
  gateOutput(gated, {})
  for (const out of [gated, plain]) writeUngated(out, '\u001b[1A::error::x')
  expect(gated.written).toEqual(['\u001b[1A::error::x'])
  expect(plain.written).toEqual(gated.written)
})
