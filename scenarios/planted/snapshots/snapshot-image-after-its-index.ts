import type { Json } from '../../../src/base/json.ts'
import { SNAPSHOT_KEY, type StoredSnapshot } from '../../../src/raft/node/wal.ts'
import { around } from '../around.ts'
import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const snapshotImageAfterItsIndex: PlantedBug = {
  id: 'snapshot-image-after-its-index',
  does: 'writes a snapshot in two steps, first up to where it goes, then its image: a crash between leaves a new index over an old state',
  seenIn: '§7: a snapshot must be written as a whole; two files, or a rename before the sync',
  breaks: ['exactly-once', 'linearizability'],
  needs: 'a crash between two writes of a snapshot',
  settings: { snapshotEvery: 2 },
  deviation: {
    environment(environment) {
      const { storage } = environment
      const disk = storage.load() as { readonly [SNAPSHOT_KEY]?: StoredSnapshot } | undefined
      let image = disk?.[SNAPSHOT_KEY]?.image
      return {
        ...around(environment),
        storage: {
          load: () => storage.load(),
          sync: (done) => storage.sync(done),
          write(key, value) {
            if (key !== SNAPSHOT_KEY || image === undefined) storage.write(key, value)
            else {
              storage.write(key, { ...(value as StoredSnapshot), image } as Json)
              storage.sync(() => storage.write(key, value))
            }
            if (key === SNAPSHOT_KEY) image = (value as StoredSnapshot).image
          },
        },
      }
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    c0>n1 write k1 1
    n1>n2 append entries+
    n2>n1 append-reply success
    n1>n2 append entries+
    n2>n1 append-reply success
    c1>n1 write k1 2
    n1>n2 append entries+
    n2>n1 append-reply success
    c2>n1 write k1 3
    n1>n2 append entries+
    n2>n1 append-reply success
    n1 crash
    n1 restart
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries+
    n2>n1 append-reply success
    c3>n1 read k1
    n1>n2 append entries+
    n2>n1 append-reply success
    `),
  },
}
