import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { InputError } from '../base/input-error.ts'

/**
 * The absolute path of a program: a file, or else, of a bare name such as `python3`, the one that the PATH has.
 * @throws InputError when it is not there or cannot be executed.
 */
export function programFile(bin: string): string {
  try {
    const file = realpathSync(onPath(bin) ?? bin)
    if (!statSync(file).isFile())
      throw new InputError('is no file: give the path of a program', { file: bin })
    accessSync(file, constants.X_OK)
    return file
  } catch (error) {
    if (error instanceof InputError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EACCES')
      throw new InputError(
        `cannot be executed: chmod +x it, and begin a script by a line such as #!/usr/bin/env python3`,
        {
          file: bin,
        },
      )
    throw new InputError(
      'is not there: --bin takes the path of a program, what stands after -- its arguments',
      {
        file: bin,
      },
    )
  }
}

function onPath(bin: string): string | undefined {
  if (bin === '' || /[/\\]/.test(bin) || existsSync(bin)) return undefined
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, bin)).find((file) => existsSync(file))
}

/**
 * Arguments of a program that runs in a folder of its own: one that looks like the path of a file, and is one from here,
 * becomes absolute, so that `--bin python3 -- echo.py` finds it.
 */
export const absoluteArguments = (args: readonly string[]): readonly string[] =>
  args.map((arg) => (/^[^-].*[./]/.test(arg) && existsSync(arg) ? resolve(arg) : arg))
