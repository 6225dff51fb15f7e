import { createHash } from 'node:crypto'
import { readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { InputError } from '../../base/input-error.ts'
import { isProgramSpec } from '../../lockstep/program-spec.ts'
import { packageVersion } from '../../testcase/environment.ts'
import type { SubjectChoice } from '../../testcase/subject-host.ts'
import { isPath, specParts } from '../../testcase/user-module.ts'
import { QUEUE_PROTOCOL, type Job } from './messages.ts'

/**
 * A campaign as workers are to be told of it: a path is one from the working folder wherever it lies in it.
 * @throws InputError when a module cannot be read.
 */
export function jobOf({ target, scenarios, shape = {} }: SubjectChoice, watchdog: number): Job {
  const specs = [target, ...scenarios].map(fromWorkingFolder)
  const [first = target, ...rest] = specs
  const modules = Object.fromEntries(specs.filter(isModule).map((spec) => [spec, moduleDigest(spec)]))
  return {
    protocol: QUEUE_PROTOCOL,
    version: packageVersion(),
    ...{ target: first, scenarios: rest, shape, watchdog, modules },
  }
}

/**
 * Whoever writes to a queue decides what its workers load. Without a word of its own a worker loads what ships with
 * Whitewater, and modules in the folder it works in.
 * @param targets what it serves, to the letter; none: see above.
 * @throws InputError that says why this worker will not serve the campaign.
 */
export function assertServable(job: Job, targets: readonly string[]): void {
  const { target, scenarios, modules } = job
  if (targets.length > 0 && !targets.includes(target))
    throw new InputError(`this worker serves only ${targets.join(', ')}`, { file: target })
  if (targets.length === 0 && isProgramSpec(target))
    throw new InputError(
      'a worker starts a program only when it is told so: start it with --target and this target',
      { file: target },
    )
  for (const spec of [target, ...scenarios].filter(isModule)) {
    if (!targets.includes(spec)) assertInside(spec)
    // what it imports is not looked at
    if (Object.hasOwn(modules, spec) && modules[spec] !== moduleDigest(spec))
      throw new InputError('is not the file that the campaign has: bring both to the same state', {
        file: spec,
      })
  }
}

/**
 * An order may name another target than the campaign: one that ships with Whitewater, for a self-test.
 * @throws InputError when it is none of those.
 */
export function assertOwnTarget(target: string | undefined, job: Job): void {
  if (target === undefined || target === job.target) return
  if (isProgramSpec(target) || isPath(target))
    throw new InputError('an order names a target that its campaign does not', { file: target.slice(0, 200) })
}

const isModule = (spec: string): boolean => !isProgramSpec(spec) && isPath(spec)

function fromWorkingFolder(spec: string): string {
  const { path, name } = isModule(spec) ? specParts(spec) : { path: '', name: '' }
  if (!isAbsolute(path)) return spec
  const inside = relative(process.cwd(), path)
  if (inside.startsWith('..') || isAbsolute(inside)) return spec
  const plain = `./${inside.split(sep).join('/')}`
  return spec.endsWith(`#${name}`) ? `${plain}#${name}` : plain
}

function assertInside(spec: string): void {
  const { path } = specParts(spec)
  const inside = relative(realpathSync(process.cwd()), realPath(path))
  if (isAbsolute(path) || inside.startsWith('..') || isAbsolute(inside))
    throw new InputError(
      'lies outside of the folder that this worker works in: name it by a path from a folder that campaign and worker start in, or start the worker with --target and this target',
      { file: path },
    )
}

const moduleDigest = (spec: string): string =>
  createHash('sha256')
    .update(readModule(specParts(spec).path))
    .digest('hex')

function readModule(path: string): Buffer {
  try {
    return readFileSync(resolve(path))
  } catch (error) {
    throw missing(path, error)
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(resolve(path))
  } catch (error) {
    throw missing(path, error)
  }
}

const missing = (path: string, error: unknown): InputError =>
  new InputError(
    `cannot be read in the working folder (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    {
      file: path,
    },
  )
