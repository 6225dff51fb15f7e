import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { models } from '../checkers/models/index.ts'
import type { Model } from '../checkers/models/index.ts'
import type { Operation } from '../src/record/operation.ts'
import { strictCasRegister } from './strict-cas.ts'

/** Histories recorded by others, timed together. */
export interface RecordedSet {
  readonly name: string
  readonly model: Model
  readonly histories: readonly {
    readonly name: string
    readonly operations: readonly Operation[]
    readonly valid?: boolean
  }[]
  /** The rival's own benchmarks of the same files, which take the place of ours of it. */
  readonly rivalBenchmarks?: string
}

// verdicts of Porcupine's own tests; 095 is empty
const validEtcd =
  '002 005 007 018 025 031 038 045 048 049 051 053 056 067 075 076 080 087 092 098 100 101 102'.split(' ')

/** Porcupine's test data, from its Go module where that is installed, else the files of `shared`. */
export function recordedSets(moduleFolder: string | undefined, shared: string): RecordedSet[] {
  const jepsen = moduleFolder === undefined ? undefined : join(moduleFolder, 'test_data', 'jepsen')
  const etcdFolder = jepsen !== undefined && existsSync(jepsen) ? jepsen : shared
  const kvFolder = moduleFolder === undefined ? shared : join(moduleFolder, 'test_data', 'kv')
  const sets: RecordedSet[] = []
  const etcd = filesIn(etcdFolder, /etcd_(\d+)\.log$/).filter((file) => !file.includes('095'))
  if (etcd.length > 0) {
    const histories = etcd.map((file) => {
      const valid = validEtcd.includes(/(\d+)\.log$/.exec(file)?.[1] ?? '')
      return { name: file, valid, operations: readEvents(join(etcdFolder, file), etcdLine) }
    })
    sets.push(
      {
        name: `G1: Jepsen etcd, ${etcd.length} files`,
        model: strictCasRegister(),
        histories,
        rivalBenchmarks: 'EtcdJepsen',
      },
      { name: 'the same, a failed cas left out', model: models['cas-register'], histories },
    )
  }
  for (const file of filesIn(kvFolder, /c\d+-(ok|bad)\.txt$/)) {
    const operations = readEvents(join(kvFolder, file), kvLine)
    const valid = file.includes('-ok')
    sets.push({
      name: file.replace('porcupine-', ''),
      model: models.kv,
      histories: [{ name: file, valid, operations }],
    })
  }
  return sets
}

function filesIn(folder: string, pattern: RegExp): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => pattern.test(file))
        .sort()
    : []
}

interface Line {
  readonly process: number
  readonly type: string
  readonly f: string
  readonly key?: string
  readonly value: unknown
}

function etcdLine(text: string): Line | undefined {
  const match = /^INFO\s+jepsen\.util - (\d+)\s+:(\w+)\s+:(\w+)\s+(.*)$/.exec(text)
  if (match === null) return undefined
  const [, process, type = '', f = '', rest = ''] = match
  const value = rest.startsWith(':')
    ? null
    : (JSON.parse(rest.replace('nil', 'null').replace(' ', ',')) as unknown)
  return { process: Number(process), type, f, value }
}

function kvLine(text: string): Line | undefined {
  const match = /:process (\d+), :type :(\w+), :f :(\w+), :key "(.*?)", :value (nil|"(.*)")/.exec(text)
  if (match === null) return undefined
  const [, process, type = '', f = '', key = '', , value] = match
  return { process: Number(process), type, f, key, value: value ?? null }
}

function readEvents(file: string, parse: (text: string) => Line | undefined): Operation[] {
  const operations: Operation[] = []
  const open = new Map<number, number>()
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, position) => {
      const line = parse(text)
      if (line === undefined) return
      const { process, type, f, key, value } = line
      if (type === 'invoke') {
        open.set(process, operations.length)
        const outcome = { type: 'info', error: 'open at the end' } as const
        const operation: Operation = {
          id: operations.length,
          process,
          f,
          value,
          outcome,
          invoked: position,
          returned: Infinity,
        }
        operations.push(key === undefined ? operation : { ...operation, key })
        return
      }
      const index = open.get(process)
      const invoked = index === undefined ? undefined : operations[index]
      if (index === undefined || invoked === undefined || type === 'info') return
      open.delete(process)
      const outcome =
        type === 'ok' ? ({ type, value } as const) : ({ type: 'fail', error: 'failed' } as const)
      operations[index] = { ...invoked, outcome, returned: position }
    })
  return operations
}
