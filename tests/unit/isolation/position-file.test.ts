import { spawnSync } from 'node:child_process'
import { writeSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PositionFile } from '../../../src/isolation/position-file.ts'
import { SIGNS_FD } from '../../../src/isolation/protocol.ts'

const module = new URL('../../../src/isolation/own-descriptors.ts', import.meta.url).href

test('the position is known after the process that noted it was killed', () => {
  const file = new PositionFile()
  const code = `
    const { notePosition } = await import(${JSON.stringify(module)})
    notePosition(3)
    notePosition(70_000)
    process.kill(process.pid, 'SIGKILL')`
  const stdio = Array.from({ length: SIGNS_FD + 1 }, () => 'ignore' as const)
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    stdio: [...stdio, file.descriptor],
  })
  expect(signal).toBe('SIGKILL')
  expect(file.read()).toBe(70_000)
  file.reset()
  expect(file.read()).toBe(0)
  file.close()
})

test.each([-1, 0.5, NaN, Infinity, 1e300])(
  '%d, which no process of ours notes, is the first run',
  (position) => {
    const file = new PositionFile()
    writeSync(file.descriptor, new Uint8Array(Float64Array.of(position).buffer), 0, 8, 0)
    expect(file.read()).toBe(0)
    file.close()
  },
)
