import { append } from './append.ts'
import { bank } from './bank.ts'
import { counter } from './counter.ts'
import { directory } from './directory.ts'
import { kv } from './kv.ts'
import { ledger } from './ledger.ts'
import type { ModelName } from './model-name.ts'
import type { Model } from './model.ts'
import { multiRegister } from './multi-register.ts'
import { mutex } from './mutex.ts'
import { lock, ownerMutex } from './owner-mutex.ts'
import { queue } from './queue.ts'
import { casRegister, register } from './register.ts'
import { set } from './set.ts'
import { uniqueIds } from './unique-ids.ts'
import { unorderedQueue } from './unordered-queue.ts'
import { versionedRegister } from './versioned-register.ts'

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
