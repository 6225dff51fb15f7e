// Prints the digests of a few runs of the async Raft: a second process for async-raft.test.ts.
import { asyncRaft } from './async-raft.ts'
import { digestsOf, runAll } from './runs.ts'

const seed = Number(process.argv[2])
process.stdout.write(JSON.stringify(digestsOf(await runAll(asyncRaft(), [seed]))))
