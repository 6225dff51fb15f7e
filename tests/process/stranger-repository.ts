import { execa } from 'execa'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The mistake: it grants its vote whatever the candidate's log holds. */
const [right, wrong] = ['free && (newer || asLong)', 'free'] as const

/** A stranger's Raft, correct or with a mistake. */
export function strangersRaft(isWrong: boolean): string {
  const source = readFileSync(join(import.meta.dirname, '../package/fixtures/my-raft.ts'), 'utf8')
  if (!source.includes(right)) throw new Error('the fixture has changed: the mistake does not fit')
  return isWrong ? source.replace(right, wrong) : source
}

/** A git repository in which a stranger's Raft stands in `raft/`. */
export class StrangersRepository {
  readonly root: string
  readonly raft: string

  constructor(root: string) {
    this.root = root
    this.raft = join(root, 'raft')
  }

  async begin(): Promise<void> {
    mkdirSync(this.raft, { recursive: true })
    await this.git('init', '--quiet', '--initial-branch=main')
    await this.git('config', 'user.email', 'somebody@example.org')
    await this.git('config', 'user.name', 'Some Body')
  }

  /** Commits the Raft as given; returns the commit's name. */
  async commit(subject: string, source: string): Promise<string> {
    writeFileSync(join(this.raft, 'my-raft.ts'), source)
    await this.git('add', '--all')
    await this.git('commit', '--quiet', '--allow-empty', '--message', subject)
    return this.git('rev-parse', 'HEAD')
  }

  async git(...words: string[]): Promise<string> {
    const { stdout } = await execa('git', words, { cwd: this.root })
    return stdout
  }
}
