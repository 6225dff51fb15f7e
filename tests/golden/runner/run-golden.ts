import { InputError } from '../../../src/base/input-error.ts'
import type { Deviation } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { parseGolden } from './golden-file.ts'
import { Performer } from './perform.ts'
import { Play } from './play.ts'
import { stateLine } from './state-words.ts'
import { traceLines } from './trace-lines.ts'

/**
 * Runs the script of a golden file and returns the file as it should be: what people wrote, then the trace and the
 * servers as they stand at the end.
 * @param deviation - A bug to plant in the Raft; none by default.
 * @throws InputError with `name:line` when the file cannot be read, a line cannot be carried out, an expectation is
 * refuted, or the run breaks a property.
 */
export function runGolden(text: string, name: string, deviation: Deviation = {}): string {
  const { servers, options, setup, script, written } = parseGolden(text, name)
  const play = new Play(servers, options, deviation)
  const performer = new Performer(play)
  for (const step of setup) performer.perform(step)
  const first = play.trace.steps.length
  const given = setup.length === 0 ? [] : ['# As the story begins', ...stateLines(play), '']
  performer.remarks.length = 0
  for (const step of script) performer.perform(step)
  const { violation, status, because } = play.judged()
  if (violation !== undefined)
    throw new InputError(`it breaks ${violation.property}: ${violation.headline}`, { file: name })
  // a story of elections needs no client
  if (status === 'unknown' && because?.startsWith('no operation succeeded') !== true)
    throw new InputError(`it cannot be judged: ${because}`, { file: name })
  const trace = [...given, ...traceLines(play, performer.remarks, first)]
  return [written, '--- trace', ...trace, '', '--- at the end', ...stateLines(play), ''].join('\n')
}

const stateLines = (play: Play): string[] => [...play.states()].map(([node, state]) => stateLine(node, state))
