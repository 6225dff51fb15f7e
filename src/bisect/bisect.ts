import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { assertWhole, type WholeRange } from '../base/option-checks.ts'
import type { HostOptions } from '../isolation/host-options.ts'
import type { Replayable } from '../run/replay-token.ts'
import { parseShippedName } from '../subject/shipped-targets.ts'
import { replayable } from '../testcase/replayable-file.ts'
import { commitOf, git, type Commit } from './git.ts'
import { tryCommit, type TriedCommit, type TryOptions } from './tried-commit.ts'
import { onlySkippedLeft, Tree } from './tree.ts'

export interface BisectOptions extends HostOptions {
  /** A revision that does not show the failure. */
  readonly good: string
  /** A revision that does. Default `HEAD`. */
  readonly bad?: string
  /** Command that gets a commit ready, by `/bin/sh`. Default: what is installed in `node_modules` is linked. */
  readonly setup?: string
  /** Runs of each commit until one fails: the recorded one, then others of its scenario. Default 10. */
  readonly runs?: number
  /** Ends it after the commit under way. */
  readonly signal?: AbortSignal
  /** Told before the first step how many commits there are, then of each that was tried. */
  readonly onBegin?: (commits: number) => void
  readonly onTried?: (tried: TriedCommit) => void
}

/** What a bisection came to. */
export interface BisectVerdict {
  readonly version: 1
  /** `undecided`: it was ended, or the commits in question could not be told. */
  readonly result: 'found' | 'undecided'
  readonly good: Commit
  readonly bad: Commit
  /** What fails at `bad`. */
  readonly signature: string
  /** The first commit that shows it. */
  readonly first?: TriedCommit
  /** Where it is undecided: the commits of which each may be the first, the newest last. */
  readonly candidates?: readonly Commit[]
  /** In the order they were tried, `bad` and `good` first. */
  readonly tried: readonly TriedCommit[]
}

/** One alone tells little of other code: there the same seed may be another run, and a script leads nowhere. */
const USUAL_RUNS = 10

/** How many runs each commit may be given. */
export const bisectRuns: WholeRange = { low: 1, high: 10_000 }

/**
 * Finds the commit since which a recorded run fails, by git's own bisection in a checkout of its own: neither the working
 * tree nor the user's refs are touched. Changes that are not committed are not looked at.
 * @param tokenOrFile a replay token, or the path of a `run.json`, a `minimized.json` or a `report.html`.
 * @throws InputError for what is none of these, no repository, a revision that is none, a target whose code is not in the
 * repository, or ends that do not differ: `good` shows the failure too, or `bad` does not.
 */
export async function bisect(tokenOrFile: string, options: BisectOptions): Promise<BisectVerdict> {
  const { runs = USUAL_RUNS, setup, isolation, watchdog } = options
  assertWhole('runs', runs, bisectRuns)
  const recorded = replayable(tokenOrFile)
  assertOfUser(recorded.target)
  const user = process.cwd()
  const tree = await Tree.of(user)
  const trying: TryOptions = {
    runs: alike(recorded, runs),
    ...defined({ setup, isolation, watchdog }),
  }
  try {
    const good = await commitOf(tree.repository, options.good, 'good')
    const bad = await commitOf(tree.repository, options.bad ?? 'HEAD', 'bad')
    return await new Bisection(tree, good, bad, options, trying).find()
  } finally {
    process.chdir(user)
    await tree.remove()
  }
}

class Bisection {
  readonly #tree: Tree
  readonly #good: Commit
  readonly #bad: Commit
  readonly #options: BisectOptions
  #trying: TryOptions
  readonly #tried: TriedCommit[] = []

  constructor(tree: Tree, good: Commit, bad: Commit, options: BisectOptions, trying: TryOptions) {
    this.#tree = tree
    this.#good = good
    this.#bad = bad
    this.#options = options
    this.#trying = trying
  }

  async find(): Promise<BisectVerdict> {
    const signature = await this.#tryEnds()
    const { commit: good } = this.#good
    const { commit: bad } = this.#bad
    let said = await this.#tree.bisect('start', bad, good)
    this.#options.onBegin?.(await this.#between(good, bad))
    for (;;) {
      const first = /^([0-9a-f]{40}) is the first bad commit/m.exec(said)?.[1]
      if (first !== undefined) return this.#verdict(signature, await this.#known(first))
      if (onlySkippedLeft(said) || this.#options.signal?.aborted === true) return this.#undecided(signature)
      const { verdict } = await this.#try(await commitOf(this.#tree.root, 'HEAD', 'bad'))
      const word = verdict === 'held' ? 'good' : verdict === 'violation' ? 'bad' : 'skip'
      said = await this.#tree.bisect(word)
    }
  }

  /** Tries both ends; the signature that the bad one shows. */
  async #tryEnds(): Promise<string> {
    const bad = await this.#checkedOut(this.#bad)
    if (bad.verdict !== 'violation')
      throw new InputError(
        `${named(bad)} does not show the failure: ${bad.because ?? 'the run held'}; name a revision that does (what is not committed is not looked at), or try more runs of its scenario with --runs`,
        { option: 'bad' },
      )
    const { signature = '', property } = bad
    this.#trying = { ...this.#trying, ...defined({ property }) }
    const good = await this.#checkedOut(this.#good)
    if (good.verdict === 'violation')
      throw new InputError(`${named(good)} shows the failure as well; name an earlier revision`, {
        option: 'good',
      })
    if (good.verdict === 'skipped')
      throw new InputError(`${named(good)} could not be tried: ${good.because ?? ''}`, { option: 'good' })
    return signature
  }

  async #checkedOut(commit: Commit): Promise<TriedCommit> {
    await git(this.#tree.root, 'checkout', '--quiet', '--detach', '--force', commit.commit)
    return this.#try(commit)
  }

  async #try(commit: Commit): Promise<TriedCommit> {
    const tried = await this.#made(commit)
    this.#tried.push(tried)
    this.#options.onTried?.(tried)
    return tried
  }

  async #made(commit: Commit): Promise<TriedCommit> {
    try {
      // targets, and programs beside them, are named from where the user is
      process.chdir(this.#tree.here)
    } catch {
      return { ...commit, verdict: 'skipped', because: 'the folder you are in is not there at this commit' }
    }
    return tryCommit(this.#tree, commit, this.#trying)
  }

  async #known(commit: string): Promise<TriedCommit> {
    const tried = this.#tried.find((one) => one.commit === commit)
    return tried ?? { ...(await commitOf(this.#tree.root, commit, 'bad')), verdict: 'violation' }
  }

  #verdict(signature: string, first: TriedCommit): BisectVerdict {
    return { version: 1, result: 'found', ...this.#ends(signature), first, tried: this.#tried }
  }

  /** What is left between the newest commit that held and the oldest that failed. */
  async #undecided(signature: string): Promise<BisectVerdict> {
    const { root } = this.#tree
    const text = await git(
      root,
      'rev-list',
      '--reverse',
      'refs/bisect/bad',
      '--not',
      '--glob=refs/bisect/good-*',
    )
    const candidates: Commit[] = []
    for (const commit of text.split('\n').filter((line) => line !== ''))
      candidates.push(await commitOf(root, commit, 'bad'))
    return { version: 1, result: 'undecided', ...this.#ends(signature), candidates, tried: this.#tried }
  }

  #ends(signature: string): Pick<BisectVerdict, 'good' | 'bad' | 'signature'> {
    return { good: this.#good, bad: this.#bad, signature }
  }

  async #between(good: string, bad: string): Promise<number> {
    return Number(await git(this.#tree.root, 'rev-list', '--count', bad, `^${good}`))
  }
}

const named = ({ commit, subject }: Commit): string => `${commit.slice(0, 10)} (${subject})`

/** The recorded run, then others of its scenario with what the user fixed. */
function alike(run: Replayable, runs: number): Replayable[] {
  const scenario = run.by === 'seed' ? run.scenario : run.plan.scenario
  const seed = run.by === 'seed' ? run.seed : run.plan.seed
  const { target, shape = {} } = run
  const others = Array.from({ length: runs - 1 }, (_, number): Replayable => {
    return { by: 'seed', scenario, seed: `${seed}-${number + 1}`, target, shape, digest: '' }
  })
  return [run, ...others]
}

/** @throws InputError for a target that Whitewater brings along: its code is in no repository of the user's. */
function assertOfUser(target: string): void {
  if (parseShippedName(target) === undefined) return
  throw new InputError(
    `the run is of ${target}, which Whitewater brings along; bisect looks for a commit of your own code: give a run of a target of yours, ./my-raft.ts or lockstep:./my-raft`,
  )
}
