import { nameText } from '../base/name-text.ts'
import { inferModel } from './inference.ts'
import { checkedModels, functionsOf } from './model.ts'
import type { CheckedModel } from './model.ts'
import type { Shapes } from './shapes.ts'

/**
 * The model that a history fits, of those that can be checked; `note` is told of it. `name` is the file.
 * @throws InputError when there is none, or more than one.
 */
export function inferredModel(seen: Shapes, name: string, note: (text: string) => void): CheckedModel {
  const inferred = inferModel<CheckedModel>(seen, name, { models: checkedModels, functionsOf })
  const functions = [...seen.functions.keys()].map(nameText).join(', ')
  note(
    `${name}: model ${inferred}, inferred from ${functions}${seen.keyed ? ' with keys' : ''}; --model names another`,
  )
  return inferred
}
