import { InputError } from '../../../src/base/input-error.ts'
import type { Json } from '../../../src/base/json.ts'
import { nodeIds } from '../../../src/base/node-id.ts'
import { defaultConfig } from '../../../src/raft/core/index.ts'
import { defaultSessionSettings } from '../../../src/raft/services/session-settings.ts'
import type { BuiltInRaftOptions } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { parseStep } from './parse-step.ts'
import type { PlacedStep } from './script-step.ts'

/**
 * A golden file: a title; fields `paper:`, `servers:`, `options:`; what it teaches, in words; then sections, each
 * headed by a line `--- name`. `setup` (may be left out) and `script` are written by people, `trace` and `at the end`
 * by the command that rewrites.
 */
export interface GoldenFile {
  readonly title: string
  readonly servers: number
  readonly options: BuiltInRaftOptions
  /** Brings the servers to where the story begins; the trace leaves it out. */
  readonly setup: readonly PlacedStep[]
  readonly script: readonly PlacedStep[]
  /** Everything before `--- trace`, as it stands in the file. */
  readonly written: string
}

const MAX_SERVERS = 7

const known = new Set([...Object.keys(defaultConfig), ...Object.keys(defaultSessionSettings), 'voters'])

/**
 * Reads a golden file.
 * @throws InputError with `name:line` for what cannot be read.
 */
export function parseGolden(text: string, name: string): GoldenFile {
  const lines = text.split('\n')
  const at = (line: number): string => `${name}:${line + 1}`
  const found = lines.findIndex((line) => line.startsWith('---'))
  const end = found < 0 ? lines.length : found
  const title = (lines[0] ?? '').trim()
  if (title === '' || title.includes(':'))
    throw new InputError('the first line is the title, a sentence without colon', { file: at(0) })
  const fields = new Map<string, { value: string; line: number }>()
  let inFields = 1
  for (; inFields < end && lines[inFields]?.trim() !== ''; inFields++) {
    const [, field, value] = /^(paper|servers|options): +(.+)$/.exec(lines[inFields] as string) ?? []
    if (field === undefined || value === undefined)
      throw new InputError('below the title stand "paper:", "servers:" and "options:"', {
        file: at(inFields),
      })
    if (fields.has(field))
      throw new InputError(`"${field}" stands here for the second time`, { file: at(inFields) })
    fields.set(field, { value, line: inFields })
  }
  if (!fields.has('paper'))
    throw new InputError('say where the paper has it: "paper: §5.2"', { file: at(inFields) })
  if (lines.slice(inFields, end).join('').trim().length < 80)
    throw new InputError('say in a few sentences what happens and what it teaches', { file: at(inFields) })
  const servers = serversOf(fields.get('servers'), at)
  const options = optionsOf(fields.get('options'), at)
  const sections = sectionsOf(lines, end, name)
  const ids = nodeIds(servers)
  const setup = stepsOf(lines, sections.get('setup'), at, ids)
  const script = stepsOf(lines, sections.get('script'), at, ids)
  if (!script.some(({ step }) => step.do === 'expect'))
    throw new InputError('the script claims nothing: state with "expect" what it shows', { file: at(end) })
  const written = lines.slice(0, sections.get('trace')?.from ?? lines.length)
  if (sections.has('trace')) written.pop()
  return { title, servers, options, setup, script, written: `${written.join('\n').trimEnd()}\n` }
}

type Field = { readonly value: string; readonly line: number } | undefined
type At = (line: number) => string

function serversOf(field: Field, at: At): number {
  if (field === undefined) return 3
  const count = Number(field.value)
  if (!Number.isInteger(count) || count < 1 || count > MAX_SERVERS)
    throw new InputError(`"servers" is a whole number from 1 to ${MAX_SERVERS}`, { file: at(field.line) })
  return count
}

function optionsOf(field: Field, at: At): BuiltInRaftOptions {
  const options: { [name: string]: Json } = {}
  for (const setting of field?.value.trim().split(/\s+/) ?? []) {
    const [name = '', value] = setting.split('=')
    const line = at(field?.line ?? 0)
    if (value === undefined || value === '')
      throw new InputError(`"${setting}" is no setting; write "name=value"`, { file: line })
    if (!known.has(name))
      throw new InputError(`"${name}" is no option; there are ${[...known].join(', ')}`, { file: line })
    options[name] = /^(\d+|true|false)$/.test(value) ? (JSON.parse(value) as Json) : value
  }
  return options
}

interface Section {
  /** First line of it, and the line after its last, from 0. */
  readonly from: number
  to: number
}

const order = ['setup', 'script', 'trace', 'at the end']

function sectionsOf(lines: readonly string[], first: number, name: string): Map<string, Section> {
  const sections = new Map<string, Section>()
  let open: Section | undefined
  let last = -1
  for (let line = first; line < lines.length; line++) {
    const heading = /^---(.*)$/.exec(lines[line] as string)?.[1]?.trim()
    if (heading === undefined) continue
    const place = order.indexOf(heading)
    if (place <= last)
      throw new InputError(
        `"--- ${heading}" cannot stand here; the sections are ${order.join(', ')}, in this order`,
        { file: `${name}:${line + 1}` },
      )
    last = place
    if (open !== undefined) open.to = line
    open = { from: line + 1, to: lines.length }
    sections.set(heading, open)
  }
  if (!sections.has('script'))
    throw new InputError('there is no section "--- script"', { file: `${name}:${lines.length}` })
  return sections
}

function stepsOf(
  lines: readonly string[],
  section: Section | undefined,
  at: At,
  servers: readonly string[],
): readonly PlacedStep[] {
  const steps: PlacedStep[] = []
  for (let line = section?.from ?? 0; line < (section?.to ?? 0); line++) {
    const text = (lines[line] as string).trim()
    if (text !== '') steps.push({ where: at(line), step: parseStep(text, at(line), servers) })
  }
  return steps
}
