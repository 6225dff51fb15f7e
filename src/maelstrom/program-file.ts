import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { InputError } from '../base/input-error.ts'

/**
 * The absolute path of a program.
 * @throws InputError when it is not there or cannot be executed.
 */
export function programFile(bin: string): string {
  try {
    const file = realpathSync(bin)
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
