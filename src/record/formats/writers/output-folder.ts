import { environmentError } from '../../../base/environment-error.ts'
import { InputError } from '../../../base/input-error.ts'
import { makeFolder } from '../../../base/make-folder.ts'

/** Where output goes unless the user says otherwise. */
export const DEFAULT_OUTPUT = 'runs'

/**
 * Makes the folder that output goes to, with all above it.
 * @throws InputError when it cannot be made.
 */
export function makeOutputFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw (
      environmentError(error, folder) ??
      new InputError(`cannot be written: ${(error as Error).message}; choose another output folder`, {
        file: folder,
      })
    )
  }
}
