import type { Environment } from '../../src/subject/contract.ts'

/** An environment of which some parts are to be replaced: a class keeps its methods to itself, so they are named here. */
export const around = <M>(environment: Environment<M>): Environment<M> => ({
  id: environment.id,
  members: environment.members,
  clock: environment.clock,
  random: environment.random,
  transport: environment.transport,
  storage: environment.storage,
  note: (event, data) => environment.note(event, data),
})
