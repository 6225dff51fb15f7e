import { relative, resolve, dirname, sep } from 'node:path'
import { InputError } from '../base/input-error.ts'
import { isProgramSpec } from '../lockstep/program-spec.ts'
import { parseShippedName } from '../subject/shipped-targets.ts'
import { isPath, specParts } from '../testcase/user-module.ts'
import type { ExportedRun } from './exported-run.ts'
import { literal, textLiteral } from './literal.ts'
import { headlineOf, headOf, storyOf } from './story.ts'

/**
 * A failure as a test of the user's own suite: it fails while the bug is there, and passes once it is mended.
 * @param file where it will lie, from the folder of the command.
 * @throws InputError when the target is no module, program or name.
 */
export function vitestFile(run: ExportedRun, file: string): string {
  const { imports, value } = targetIn(run.target, file)
  const { plan, report, signature } = run
  return [
    ...headOf(run).map(commentLine),
    commentLine('It fails while the bug is there, and passes once it is mended.'),
    ...(run.script === undefined
      ? [commentLine('The plan is all that decides the run: the same each time, in virtual time.')]
      : [
          commentLine(
            'The script is all that happens, one decision a line: a message that no line delivers never',
          ),
          commentLine('arrives, and a line that cannot be carried out is passed over.'),
        ]),
    `import { replayTest } from 'whitewater/vitest'`,
    ...imports,
    '',
    `replayTest(${textLiteral(headlineOf(report))}, {`,
    `  target${value === 'target' ? '' : `: ${value}`},`,
    `  breaks: ${textLiteral(signature)},`,
    `  plan: ${literal(plan, 2)},`,
    ...scriptLines(run),
    '})',
    '',
  ].join('\n')
}

function scriptLines(run: ExportedRun): string[] {
  if (run.script === undefined) return []
  const story = storyOf(run)
  const lines = run.script.flatMap((decision, position) => {
    const words = story[position] ?? ''
    return [...(words === '' ? [] : [`    // ${words}`]), `    ${literal(decision, 4)},`]
  })
  return ['  script: [', ...lines, '  ],']
}

const commentLine = (text: string): string => `// ${text}`.trimEnd()

interface TargetSource {
  readonly imports: readonly string[]
  /** The expression that stands for it. */
  readonly value: string
}

function targetIn(target: string, file: string): TargetSource {
  // by name: what ships with Whitewater, or a program, which is started from the folder of the tests
  if (parseShippedName(target) !== undefined || isProgramSpec(target))
    return { imports: [], value: textLiteral(target) }
  if (!isPath(target)) throw noModule(target)
  const { path, name } = specParts(target)
  const from = relative(resolve(dirname(file)), resolve(path))
    .split(sep)
    .join('/')
  const module = textLiteral(/^\.\.?\//.test(from) ? from : `./${from}`)
  if (name === 'default') return { imports: [`import target from ${module}`], value: 'target' }
  const exported = /^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteral(name)
  const names = exported === 'target' ? 'target' : `${exported} as target`
  return { imports: [`import { ${names} } from ${module}`], value: 'target' }
}

const noModule = (target: string): InputError =>
  new InputError(
    `the target "${target}" is the name of an object, not the path of a module: say which module exports it, --target ./my-raft.ts`,
    { field: 'target' },
  )
