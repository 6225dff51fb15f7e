import { withoutGraphMarks } from '../base/graph-mark.ts'
import { isOwnFile } from '../base/package-files.ts'
import { basename, isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A frame as the inspector gives it. */
export interface Frame {
  readonly functionName: string
  readonly url: string
  /** From 1. */
  readonly line: number
}

const FRAMES = 4
const MAX_LENGTH = 120

/** The innermost frames, the subject's own where it has any: `receive (my-raft.ts:12)`. */
export function stackLines(frames: readonly Frame[]): string[] {
  const foreign = frames.filter(({ url }) => !url.startsWith('node:') && !isOurs(url))
  return (foreign.length > 0 ? foreign : frames).slice(0, FRAMES).map(({ functionName, url, line }) => {
    const name = functionName === '' ? '(anonymous)' : functionName
    return `${name} (${basename(withoutGraphMarks(url))}:${line})`.slice(0, MAX_LENGTH)
  })
}

// CommonJS modules are known by their path
const isOurs = (url: string): boolean => isOwnFile(isAbsolute(url) ? pathToFileURL(url).href : url)
