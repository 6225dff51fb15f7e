import { Directory } from './directory.ts'
import { KeyValue } from './key-value.ts'
import { Ledger } from './ledger.ts'
import type { StateMachine } from './state-machine.ts'

export type ServiceName = 'key-value' | 'directory' | 'ledger'

/** Makes each service, empty. */
export const services: { readonly [name in ServiceName]: () => StateMachine } = {
  'key-value': () => new KeyValue(),
  directory: () => new Directory(),
  ledger: () => new Ledger(),
}
