import { expect, test } from 'vitest'
import { Scene } from './scene.ts'

test('a retried command that stands in the log twice and is executed twice', () => {
  const scene = new Scene().executed(2, 5, 'c3', 7).executed(2, 9, 'c3', 7)
  expect(scene.headlines).toEqual([
    'exactly-once/twice: n2 executed request 7 of session c3 twice: at index 5 and at index 9',
  ])
  expect(scene.violations[0]?.proof.map((clause) => clause.step)).toEqual([1, undefined, 2])
})

test('the same entry executed twice in one life of the state machine', () => {
  expect(new Scene().executed(1, 5, 'c', 1).executed(1, 5, 'c', 1).headlines).toHaveLength(1)
})

test('sessions that a snapshot forgot show at another index', () => {
  const scene = new Scene().executed(1, 5, 'c', 1).executed(2, 5, 'c', 1)
  scene.monitor.reset(1)
  scene.executed(2, 9, 'c', 1)
  expect(scene.headlines).toEqual([])
  scene.at(2, () => undefined)
  expect(scene.headlines).toEqual([
    'exactly-once/forgotten: n2 executed request 1 of session c at index 9, though it was executed at index 5 before',
  ])
})

test('replay from scratch, the same numbers of another client, and a recognised retry are no breach', () => {
  const scene = new Scene()
    .executed(1, 5, 'c', 1)
    .executed(2, 5, 'c', 1)
    .executed(1, 6, 'd', 1)
    .executed(1, 7, 'c', 2)
  scene.monitor.reset(0)
  scene
    .executed(1, 5, 'c', 1)
    .executed(1, 6, 'd', 1)
    .at(1, () => undefined)
  expect(scene.headlines).toEqual([])
})
