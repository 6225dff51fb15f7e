import { readFileSync } from 'node:fs'
import { defined } from '../base/defined.ts'
import type { CheckReport } from '../check/check-file.ts'
import { visibleText } from '../../reports/visible-text.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import { RandomStream } from '../base/random.ts'
import { keptFunctions as functions, type KeptWorkload } from './kept-workloads.ts'
import { isClientEvent, type ClientEvent, type MaelstromEvent } from './event.ts'
import { statsOf, worst } from './results.ts'
import { wholeHistory } from './whole-history.ts'
import { makeWorkload } from './workloads/index.ts'

/**
 * Judges the `history.jsonl` that a run of a Maelstrom program has kept, as the run itself was judged.
 * @throws InputError when it is not one: where, and what is wrong.
 */
export function checkKept(file: string, workload: KeptWorkload): Promise<CheckReport> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`cannot be read: ${(error as Error).message}`, { file })
  }
  return judge(text, file, workload)
}

async function judge(text: string, file: string, workload: KeptWorkload): Promise<CheckReport> {
  const began = performance.now()
  const all = eventsOf(text, file, workload)
  const history = all.filter(isClientEvent)
  const stats = statsOf(history)
  const judged = await answered(file, workload, history, all)
  const valid = worst([judged.valid, stats.valid])
  const reasons = [
    ...(judged.because === undefined ? [] : [judged.because]),
    ...(stats['ok-count'] === 0
      ? ['no operation succeeded: nothing is proven']
      : stats.without.map((f) => `no ${f} succeeded: nothing is proven of it`)),
  ]
  const because = reasons.length === 0 || valid === true ? undefined : reasons.join('\n')
  const operations = history.filter(({ type }) => type === 'invoke').length
  const word = valid === 'unknown' ? 'undecided' : valid ? 'valid' : 'INVALID'
  const shown = because === undefined ? '' : visibleText(because, 4000)
  return {
    verdict: {
      ...{ file, valid, model: workload, operations, partitions: 1 },
      millis: Math.round(performance.now() - began),
      ...(because !== undefined && { because }),
    },
    text: `${file}: ${word} (${workload}), ${operations} operations\n${shown === '' ? '' : `  ${shown}\n`}`,
    page: {
      ...{ file, standing: valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid', badge: word },
      about: `${workload} · ${operations} operations`,
      ...defined({ because, whole: judged.page?.whole ?? wholeHistory(all, file) }),
    },
  }
}

/** The checker trusts its own recorder; a file may be anybody's. */
async function answered(
  file: string,
  workload: KeptWorkload,
  history: readonly ClientEvent[],
  all: readonly MaelstromEvent[],
) {
  try {
    return await makeWorkload(workload, settings).check(history, all)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new InputError(
      `its values are not those of ${workload}: give the history.jsonl of a run with -w ${workload}`,
      { file },
    )
  }
}

/** What a workload is made with; its checker asks for none of it. */
const settings = {
  nodes: ['n0'],
  concurrency: 1,
  random: new RandomStream('kept'),
  latency: 0,
  maxTransactionLength: 4,
  maxWritesPerKey: 16,
  topology: 'grid',
  consistency: 'strict-serializable',
  strictMissing: true,
  checkFor: 60_000,
}

const types = ['invoke', 'ok', 'fail', 'info']

function eventsOf(text: string, file: string, workload: KeptWorkload): MaelstromEvent[] {
  const open = new Map<number, string>()
  return text.split('\n').flatMap((line, at): MaelstromEvent[] => {
    if (line.trim() === '') return []
    const place = { file, line: at + 1 }
    const { f, type, process, value = null, ...rest } = parsed(line, place)
    if (typeof process === 'string')
      return [{ index: at, time: 0, process: 'nemesis', type: 'info', f: String(f), value }]
    if (!Number.isSafeInteger(process))
      throw new InputError('field "process": must be a whole number', { ...place, field: 'process' })
    if (!types.includes(String(type)))
      throw new InputError(`field "type": must be one of ${types.join(', ')}`, { ...place, field: 'type' })
    if (!(functions[workload] as readonly unknown[]).includes(f))
      throw new InputError(`field "f": ${workload} has ${functions[workload].join(', ')}; got ${name(f)}`, {
        ...place,
        field: 'f',
      })
    const known = open.get(process as number)
    if (type === 'invoke' ? known !== undefined : known !== f)
      throw new InputError(
        type === 'invoke'
          ? `process ${String(process)} invokes ${name(f)} while its ${String(known)} is open`
          : `process ${String(process)} completes ${name(f)}, which it has not invoked`,
        place,
      )
    if (type === 'invoke') open.set(process as number, String(f))
    else open.delete(process as number)
    // its fields are looked at above, and its values by the checker of the workload
    return [{ ...rest, f, type, process, value, index: at } as unknown as ClientEvent]
  })
}

const name = (f: Json | undefined): string => visibleText(JSON.stringify(f ?? null), 60)

function parsed(line: string, place: { readonly file: string; readonly line: number }): Record<string, Json> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new InputError('is not a JSON object; give the history.jsonl of the run', place)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError('is not a JSON object; give the history.jsonl of the run', place)
  return value as Record<string, Json>
}
