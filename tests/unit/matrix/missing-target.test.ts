import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { missingTarget } from '../../../src/matrix/missing-target.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-missing-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const program = join(folder, 'raft')
const plain = join(folder, 'raft.txt')
const module = join(folder, 'raft.ts')
const wasm = join(folder, 'raft.wasm')
for (const path of [program, plain, module, wasm]) writeFileSync(path, '')
chmodSync(program, 0o755)

test.each<[string, RegExp | undefined]>([
  ['own-raft', undefined],
  ['own-raft+vote-twice', undefined],
  [module, undefined],
  [`${module}#named`, undefined],
  [`lockstep:${program} --fast "a b"`, undefined],
  [`lockstep:${wasm}`, undefined],
  ['lockstep:node --x', undefined],
  [`lockstep:${plain}`, /there is no program .*raft\.txt$/],
  [`lockstep:${folder}/gone`, /there is no program .*gone$/],
  [`lockstep:${folder}/gone.wasm`, /there is no .*gone\.wasm$/],
  ['lockstep:no-such-program-anywhere', /in the PATH$/],
  [`${folder}/gone.ts`, /there is no file .*gone\.ts$/],
  [`${folder}/gone.ts#named`, /there is no file .*gone\.ts$/],
  [`${folder}/`, /there is no file/],
])('%s', (target, says) => {
  if (says === undefined) expect(missingTarget(target)).toBeUndefined()
  else expect(missingTarget(target)).toMatch(says)
})
