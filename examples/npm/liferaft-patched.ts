import { liferaft } from './liferaft-target.ts'

export default liferaft('liferaft-patched')
