/**
 * Writes docs/matrix.md from docs/matrix.json, the result of `whitewater matrix examples/matrix.json`. A test holds the page
 * against it. With the path of another result, takes that over first: `node scripts/matrix-page.ts runs/matrix/matrix.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import prettier from 'prettier'
import { matrixMarkdown, type Matrix } from '../reports/index.ts'

export const matrixPagePath = join(import.meta.dirname, '../docs/matrix.md')
const resultPath = join(import.meta.dirname, '../docs/matrix.json')

export const matrixResult = (): Matrix => JSON.parse(readFileSync(resultPath, 'utf8')) as Matrix

/** The page as it must stand in the repository. */
export async function matrixPageText(): Promise<string> {
  const matrix = matrixResult()
  const page = `# Conformance matrix

Written by \`node scripts/matrix-page.ts\` from the result of \`whitewater matrix examples/matrix.json\`: each implementation
is put through each schedule ${matrix.runs} times, then through a campaign over the scenarios that it can serve. [How to make
one](guides/matrix.md) of implementations of yours. Seconds are those of one machine, with other work beside, and only say what is slow. The row of
\`skiff-algorithm\` is older than the scenarios \`churn\`, \`canonical-schedules\` and \`leaderless-elections\`.

Every signature of \`hashicorp raft\` is explained in [its example](../examples/go-hashicorp-raft/README.md#what-was-found), and so are those of
\`canonical/raft\` in [its own](../examples/c-canonical-raft/README.md#what-was-found), of
\`MicroRaft\` in [its own](../examples/java-microraft/README.md) and of \`omnipaxos\` in [its own](../examples/rust-omnipaxos/README.md#what-was-found); those
of the libraries of npm in part in [theirs](../examples/npm/README.md#what-is-found).

${matrixMarkdown(matrix)}

## Long campaigns on correct ones

Runs in campaigns beside the matrix, none of which accused anybody:

| implementation   | command                                                                                          | runs   | failed | undecided |
| ---------------- | ------------------------------------------------------------------------------------------------ | ------ | ------ | --------- |
| etcd raft v3.7.0 | \`campaign --target lockstep:./etcd-raft-v3.7 --runs 3000 --seed 1000 --no-minimize\`            | 36,000 | 0      | 0         |
| etcd raft v3.6.0 | \`campaign --target lockstep:./etcd-raft --runs 3000 --seed 77000 --no-minimize\`, ended early   | 6,453  | 0      | 0         |
| etcd raft v3.6.0 | \`campaign --target lockstep:./etcd-raft --runs 1500 --seed 40\`, ended early, with snapshots on request | 8,000  | 0      | 0         |
| c-raft           | \`campaign --target lockstep:./c-raft --runs 500 --seed 7 --no-minimize\`, with snapshots on request | 6,000  | 0      | 0         |
`
  return prettier.format(page, { parser: 'markdown', ...(await prettier.resolveConfig(matrixPagePath)) })
}

/** A result without what is of one machine: the paths of its reports. */
function withoutPaths(matrix: Matrix): Matrix {
  const implementations = matrix.implementations.map((row) => {
    if (row.ran === undefined) return row
    const signatures = row.ran.signatures.map(({ reportPath: _, ...one }) => one)
    return { ...row, ran: { ...row.ran, signatures } }
  })
  return { ...matrix, implementations }
}

if (import.meta.main) {
  const [from] = process.argv.slice(2)
  if (from !== undefined) {
    const taken = withoutPaths(JSON.parse(readFileSync(from, 'utf8')) as Matrix)
    writeFileSync(resultPath, `${JSON.stringify(taken, null, 2)}\n`)
  }
  writeFileSync(matrixPagePath, await matrixPageText())
}
