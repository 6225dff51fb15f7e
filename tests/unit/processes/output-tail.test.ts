import { describe, expect, test } from 'vitest'
import { OutputTail } from '../../../src/processes/supervision/output-tail.ts'

const push = (tail: OutputTail, ...texts: string[]): void => {
  for (const text of texts) tail.push(Buffer.from(text))
}

describe('the tail of an output', () => {
  test('has the last lines that say something', () => {
    const tail = new OutputTail()
    push(tail, 'one\ntw', 'o\n\n  \nthree')
    expect(tail.lastLines(2)).toEqual(['two', 'three'])
    expect(tail.lastLines(10)).toEqual(['one', 'two', 'three'])
  })

  test('keeps no more than its limit', () => {
    const tail = new OutputTail(10)
    for (let at = 0; at < 1000; at++) push(tail, `line ${at}\n`)
    expect(tail.lastLines(10)).toEqual(['9', 'line 999'].slice(1))
    push(tail, 'x'.repeat(1000))
    expect(tail.lastLines(1)).toEqual(['x'.repeat(10)])
  })

  test('hands on whole lines, however they come in', () => {
    const tail = new OutputTail(20)
    const lines: string[] = []
    const end = tail.onLine((line) => lines.push(line))
    push(tail, 'a', 'b\nc', 'd\nef\n', 'x'.repeat(50), '\n')
    expect(lines).toEqual(['ab', 'cd', 'ef', 'x'.repeat(20)])
    end()
    push(tail, 'unheard\n')
    expect(lines.length).toBe(4)
  })
})
