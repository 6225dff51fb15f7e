import { liferaft } from './liferaft-target.ts'

export default liferaft('@markwylde/liferaft')
