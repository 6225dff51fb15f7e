import { expect, test } from 'vitest'
import { RandomStream } from '../../../../src/base/random.ts'
import { waitingClients } from '../../../../src/subject/parts/waiting-clients.ts'

test("who waits for a command is answered once; commands of others are nobody's", () => {
  const random = new RandomStream('1')
  const [first, again] = [waitingClients({ id: 'n1', random }), waitingClients({ id: 'n1', random })]
  const answers: unknown[] = []
  const one = first.add({ f: 'read' }, (outcome) => answers.push(['one', outcome]))
  const another = again.add({ f: 'read' }, (outcome) => answers.push(['another', outcome]))
  expect(one).toEqual({ f: 'read', tag: expect.any(String) as string })
  expect(one.tag).not.toBe(another.tag)
  // as it comes back from the log of a former incarnation
  again.answer(JSON.parse(JSON.stringify(one)), { type: 'ok', value: 1 })
  again.answer(null, { type: 'ok', value: 2 })
  again.answer(another, { type: 'ok', value: 3 })
  again.answer(another, { type: 'ok', value: 4 })
  expect(answers).toEqual([['another', { type: 'ok', value: 3 }]])
})
