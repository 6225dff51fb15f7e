import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { InputError } from '../base/input-error.ts'

const MOST_TEXT = 64 * 1024 * 1024

/** What git was asked and did not do. Where nobody catches it, it is told as bad input: git says what to do. */
export class GitError extends InputError {}

/**
 * What git says, without the last line end.
 * @throws GitError with git's own words when it fails, InputError when there is no git.
 */
export async function git(folder: string, ...words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...words], {
      maxBuffer: MOST_TEXT,
      // its words are read: in English, and without a prompt
      env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    })
    return stdout.trimEnd()
  } catch (error) {
    const { code, stderr = '', stdout = '' } = error as { code?: unknown; stderr?: string; stdout?: string }
    if (code === 'ENOENT')
      throw new InputError('there is no git on this machine; install it: apt-get install git')
    throw new GitError(`git ${words.join(' ')}: ${(stderr || stdout).trim().slice(0, 1000)}`)
  }
}

/** A commit, as people name it. */
export interface Commit {
  /** Forty hexadecimal digits. */
  readonly commit: string
  readonly author: string
  /** When it was made, ISO 8601. */
  readonly date: string
  readonly subject: string
}

/**
 * The commit that a revision names.
 * @throws InputError when it names none; `option` is where it was given.
 */
export async function commitOf(folder: string, revision: string, option: string): Promise<Commit> {
  try {
    const text = await git(
      folder,
      'show',
      '--no-patch',
      '--format=%H%n%an%n%aI%n%s',
      `${revision}^{commit}`,
      '--',
    )
    const [commit = '', author = '', date = '', subject = ''] = text.split('\n')
    return { commit, author, date, subject }
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    throw new InputError(
      `is no revision of this repository: ${JSON.stringify(revision)}; git log shows which there are`,
      {
        option,
      },
    )
  }
}
