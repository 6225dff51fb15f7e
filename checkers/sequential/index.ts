export { checkSequential } from './check.ts'
export { checkObjects, objectLevels } from './levels.ts'
