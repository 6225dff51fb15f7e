import { expect, test } from 'vitest'
import { EventPlaces } from '../../../src/record/event-places.ts'

test('places are kept for more operations than there was room for, moved and chosen by id', () => {
  const places = new EventPlaces()
  for (let id = 0; id < 5000; id++)
    places.set(id, id + 1, id % 2 === 0 ? { line: id + 2, position: id + 1 } : undefined)
  const of = (all: EventPlaces, id: number): readonly number[] => [
    all.invokedLine(id),
    all.returnedLine(id),
    all.ended(id),
  ]
  expect(of(places, 4998)).toEqual([4999, 5000, 4999])
  expect(of(places, 4999)).toEqual([5000, 0, Infinity])
  expect(of(places, 1_000_000)).toEqual([0, 0, Infinity])
  places.move(4998, 0)
  expect(of(places, 0)).toEqual([4999, 5000, 4999])
  const chosen = places.of([2, 3])
  expect(of(chosen, 0)).toEqual([3, 4, 3])
  expect(of(chosen, 1)).toEqual([4, 0, Infinity])
})
