import { defined } from '../../../src/base/defined.ts'
import { elementAt } from '../../../src/base/element-at.ts'
import type { FullRun, RoleChange } from '../full-run.ts'
import { Interned } from '../interned.ts'
import type { Lane } from '../schema.ts'
import { ColumnReader, ColumnWriter, deltas, sums } from './number-columns.ts'
import { knownSteps, wholeSteps } from './optional-numbers.ts'
import { readTexts, writeTexts } from './text-patterns.ts'

type Status = NonNullable<RoleChange['status']>
type Role = NonNullable<RoleChange['role']>

/** What a whole run says in words; all else are columns of numbers. */
interface Names {
  readonly lanes: readonly Lane[]
  readonly first: number
  readonly kinds: readonly string[]
  readonly statuses: readonly Status[]
  readonly roles: readonly Role[]
  /** Why messages were lost. */
  readonly losses: readonly string[]
}

/** A whole run as bytes: its names as JSON, then column after column, each written so that its numbers are small or alike. */
export function packedRun(run: FullRun): Uint8Array<ArrayBuffer> {
  const { lanes, first, kinds, texts, changes, lost } = run
  const statuses = new Interned<Status>(String)
  const roles = new Interned<Role>(String)
  const losses = new Interned<string>(String)
  const changedOn = changes.map(([, lane]) => lane)
  const columns = [
    ...[run.t, run.k, run.n, run.c],
    knownSteps(
      run.op.map((op) => (op < 0 ? undefined : op)),
      () => 0,
    ),
    ...[deltas(changes.map(([event]) => event)), changedOn],
    // from 1: 0 says that it did not change
    changes.map(([, , { status }]) => (status === undefined ? 0 : 1 + statuses.indexOf(status))),
    changes.map(([, , { role }]) => (role === undefined ? 0 : 1 + roles.indexOf(role))),
    ...(['currentTerm', 'commitIndex'] as const).map((field) =>
      knownSteps(
        changes.map(([, , change]) => change[field]),
        (at) => elementAt(changedOn, at),
      ),
    ),
    ...[deltas(lost.map(([event]) => event)), lost.map(([, to]) => to)],
    lost.map(([, , , why]) => losses.indexOf(why)),
  ]
  const names: Names = {
    ...{ lanes, first, kinds },
    ...{ statuses: statuses.list, roles: roles.list, losses: losses.list },
  }
  const writer = new ColumnWriter()
  writer.text(JSON.stringify(names))
  for (const column of columns) writer.column(column)
  writeTexts(
    writer,
    run.d.map((text) => elementAt(texts, text)),
  )
  writeTexts(
    writer,
    lost.map(([, , text]) => text),
  )
  return writer.bytes
}

/** @throws RangeError or SyntaxError of bytes that {@link packedRun} did not write. */
export function unpackedRun(bytes: Uint8Array): FullRun {
  const reader = new ColumnReader(bytes)
  const { lanes, first, kinds, statuses, roles, losses } = JSON.parse(reader.text()) as Names
  const column = (): number[] => reader.column()
  const [t, k, n, c] = [column(), column(), column(), column()]
  const op = wholeSteps(column(), () => 0).map((number) => number ?? -1)
  const [changedAt, changedOn, status, role] = [sums(column()), column(), column(), column()]
  const laneAt = (at: number): number => changedOn[at] ?? -1
  const [currentTerm, commitIndex] = [wholeSteps(column(), laneAt), wholeSteps(column(), laneAt)]
  const [lostAt, to, why] = [sums(column()), column(), column()]
  const texts = new Interned<string>(String)
  const d = readTexts(reader).map((text) => texts.indexOf(text))
  const lostTexts = readTexts(reader)
  return {
    ...{ lanes, first, kinds, t, k, n, c, op, texts: texts.list, d },
    changes: changedAt.map((event, at) => [
      event,
      laneAt(at),
      defined({
        status: statuses[(status[at] ?? 0) - 1],
        role: roles[(role[at] ?? 0) - 1],
        currentTerm: currentTerm[at],
        commitIndex: commitIndex[at],
      }),
    ]),
    lost: lostAt.map((event, at) => [event, to[at] ?? -1, lostTexts[at] ?? '', losses[why[at] ?? -1] ?? '']),
  }
}
