export { DurableStorage } from './durable-storage.ts'
export { openStorage, type StorageOptions } from './open-storage.ts'
export type { StorageWarning } from './secure-directory.ts'
