import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { InputError } from '../base/input-error.ts'
import { git, GitError } from './git.ts'

const MOST_OUTPUT = 64 * 1024 * 1024

/** A second checkout of a repository, in a folder of its own: the user's own one is not touched. */
export class Tree {
  /** The folder in it that corresponds to the one the user is in. */
  readonly here: string
  /** The user's repository. */
  readonly repository: string
  readonly root: string

  private constructor(repository: string, root: string, below: string) {
    this.repository = repository
    this.root = root
    this.here = join(root, below)
  }

  /**
   * @param from the folder the user is in.
   * @throws InputError when that is in no git repository.
   */
  static async of(from: string): Promise<Tree> {
    const repository = await repositoryOf(from)
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'whitewater-bisect-'))
    const root = join(folder, 'tree')
    try {
      await git(repository, 'worktree', 'add', '--quiet', '--detach', '--no-checkout', root, 'HEAD')
    } catch (error) {
      rmSync(folder, { recursive: true, force: true })
      throw error
    }
    return new Tree(repository, root, relative(repository, realpathSync(from)))
  }

  /** What git says to a subcommand of `bisect`, which checks out the next commit to be tried. */
  async bisect(...words: readonly string[]): Promise<string> {
    try {
      return await git(this.root, 'bisect', ...words)
    } catch (error) {
      // git ends with 2 where it ends without a commit found
      if (error instanceof GitError && onlySkippedLeft(error.message)) return error.message
      throw error
    }
  }

  /** Takes away what the last try, or its setup, changed in files of the repository. */
  async clean(): Promise<void> {
    await git(this.root, 'reset', '--quiet', '--hard')
  }

  /**
   * Gets what is checked out ready: by the user's command, or with the packages that are installed in the repository.
   * @throws SetupError with the end of what the command printed.
   */
  async prepare(setup: string | undefined): Promise<void> {
    if (setup === undefined) return this.#linkPackages()
    try {
      await promisify(execFile)('/bin/sh', ['-c', setup], { cwd: this.here, maxBuffer: MOST_OUTPUT })
    } catch (error) {
      const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string }
      throw new SetupError(
        (stderr || stdout || message).trim().split('\n').slice(-3).join(' | ').slice(0, 500),
      )
    }
  }

  /** Every `node_modules` from the repository's root to where the user is. */
  #linkPackages(): void {
    for (let at = this.here; ; at = dirname(at)) {
      const installed = join(this.repository, relative(this.root, at), 'node_modules')
      const link = join(at, 'node_modules')
      if (existsSync(at) && existsSync(installed) && !existsSync(link)) symlinkSync(installed, link)
      if (at === this.root) return
    }
  }

  async remove(): Promise<void> {
    try {
      await git(this.repository, 'worktree', 'remove', '--force', this.root)
    } catch (error) {
      if (!(error instanceof GitError)) throw error
    }
    rmSync(dirname(this.root), { recursive: true, force: true })
  }
}

/** Whether git says that none is left but commits that could not be told. */
export const onlySkippedLeft = (said: string): boolean => /only 'skip'ped commits left/.test(said)

/** The command that gets a commit ready failed: nothing can be said of that commit. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

async function repositoryOf(folder: string): Promise<string> {
  try {
    return realpathSync(await git(folder, 'rev-parse', '--show-toplevel'))
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    throw new InputError(
      'this folder is in no git repository; call it where the target that the run names is',
      {
        file: folder,
      },
    )
  }
}
