import type { ServiceName } from '../../services/service.ts'
import type { Consensus } from '../consensus.ts'
import type { AddressBook } from '../members/address-book.ts'
import type { WaitingCalls } from './waiting-calls.ts'

/** What the routes work with. */
export interface ApiContext {
  readonly service: ServiceName
  readonly consensus: Pick<Consensus, 'status'>
  readonly calls: WaitingCalls
  readonly addresses: AddressBook
  /** Most bytes of a body. */
  readonly bodyLimit: number
  /** Whether the server still works, and is on its way out. */
  readonly state: () => 'running' | 'stopping' | 'failed'
  /** The metrics as text. */
  readonly metrics: () => string
}
