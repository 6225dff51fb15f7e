import { append } from './collections/append.ts'
import { bank } from './accounts/bank.ts'
import { counter } from './accounts/counter.ts'
import { directory } from './directory/directory.ts'
import { kv } from './registers/kv.ts'
import { ledger } from './accounts/ledger.ts'
import type { ModelName } from './model-name.ts'
import type { Model } from './model.ts'
import { multiRegister } from './registers/multi-register.ts'
import { mutex } from './locks/mutex.ts'
import { lock, ownerMutex } from './locks/owner-mutex.ts'
import { queue } from './collections/queue.ts'
import { casRegister, register } from './registers/register.ts'
import { set } from './collections/set.ts'
import { uniqueIds } from './collections/unique-ids.ts'
import { unorderedQueue } from './collections/unordered-queue.ts'
import { versionedRegister } from './registers/versioned-register.ts'

/** Every model by its name on the command line. */
export const models: { readonly [name in ModelName]: Model } = {
  register,
  'cas-register': casRegister,
  kv,
  append,
  mutex,
  set,
  queue,
  directory,
  ledger,
  'multi-register': multiRegister,
  counter,
  bank,
  'unordered-queue': unorderedQueue,
  'unique-ids': uniqueIds,
  'versioned-register': versionedRegister,
  'owner-mutex': ownerMutex,
  lock,
}
