import { elementAt } from '../../../base/element-at.ts'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { z } from 'zod'
import { InputError } from '../../../base/input-error.ts'
import { settingsSchema, type RawSettings } from './settings-schema.ts'

/**
 * Checks settings; `where` is the file or `the command line`, for messages.
 * @throws InputError.
 */
export function checkedSettings(value: unknown, where: string): RawSettings {
  const parsed = settingsSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new InputError(issueText(elementAt(parsed.error.issues, 0)), { file: where })
}

/**
 * Reads a JSON file of settings. Paths in it are taken from its own folder.
 * @throws InputError that names the file and the field.
 */
export function settingsFile(file: string): RawSettings {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`the settings cannot be read: ${(error as Error).message}`, { file })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new InputError(`this is no JSON: ${(error as Error).message}`, { file })
  }
  return inFolder(checkedSettings(value, file), dirname(file))
}

function inFolder(settings: RawSettings, folder: string): RawSettings {
  const { data, tls, secretFile } = settings
  const path = (name: string): string => resolve(folder, name)
  return {
    ...settings,
    ...(data === undefined ? {} : { data: path(data) }),
    ...(secretFile === undefined ? {} : { secretFile: path(secretFile) }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...tls,
            certificate: path(tls.certificate),
            key: path(tls.key),
            authority: path(tls.authority),
          },
        }),
  }
}

/** What is said later counts; inside a group, field by field. */
export function merged(below: RawSettings, above: RawSettings): RawSettings {
  const { listen, advertise, log, limits, ...plain } = above
  return {
    ...below,
    ...plain,
    listen: { ...below.listen, ...listen },
    advertise: { ...below.advertise, ...advertise },
    log: { ...below.log, ...log },
    limits: { ...below.limits, ...limits },
  }
}

/** The first thing that is wrong, with the field it is about. */
function issueText(issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const inside = field === '' ? '' : ` in ${field}`
    const there = Object.keys(settingsSchema.shape).join(', ')
    return `unknown field ${issue.keys.map((key) => `"${key}"`).join(', ')}${inside}${field === '' ? `; there are ${there}` : ''}`
  }
  // of the two ways to write the members, the one that was tried says more than "wrong type"
  const tried = issue.code === 'invalid_union' ? issue.errors.flat() : []
  const nested = tried.find(({ code, path }) => code === 'custom' || path.length > 0)
  if (nested !== undefined) return `${[field, ...nested.path.map(String)].join('.')} ${nested.message}`
  return field === '' ? issue.message : `${field} ${issue.message}`
}
