import { isAbsolute, relative } from 'node:path'
import type { sarifText } from '../../reports/index.ts'
import { list } from '../catalogue.ts'
import { isProgramSpec } from '../lockstep/program-spec.ts'
import { packageVersion } from '../testcase/environment.ts'
import { isPath, specParts } from '../testcase/user-module.ts'

/** What SARIF names: the module of the target, from this folder, and what each property says. */
export function sarifContext(target: string): Parameters<typeof sarifText>[1] {
  const { checkers } = list()
  const path = isPath(target) && !isProgramSpec(target) ? relative('', specParts(target).path) : undefined
  return {
    version: packageVersion(),
    // of one that lies elsewhere the scanner knows nothing
    ...(path === undefined || path.startsWith('..') || isAbsolute(path) ? {} : { module: path }),
    about: (property) => checkers.find(({ name }) => name === property)?.about,
  }
}
