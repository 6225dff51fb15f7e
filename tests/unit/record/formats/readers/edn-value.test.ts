import { describe, expect, it } from 'vitest'
import { nothing, readEdn } from '../../../../../src/record/formats/readers/edn-value.ts'

const read = (text: string): unknown => readEdn({ text, line: 7 }, 'f.edn')

describe('readEdn', () => {
  it.each([
    ['nil', null],
    ['true', true],
    ['false', false],
    ['0', 0],
    ['-12', -12],
    ['+3', 3],
    ['42N', 42],
    ['1.5M', 1.5],
    ['2.5e3', 2500],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993N', '-9007199254740993'],
    ['1/3', '1/3'],
    ['0xff', 255],
    ['##Inf', 'Inf'],
    [':read', 'read'],
    [':a.b/c-d', 'a.b/c-d'],
    ['java.lang.String', 'java.lang.String'],
    ['\\a', 'a'],
    ['\\newline', '\n'],
    ['\\space', ' '],
    ['\\u0041', 'A'],
    ['\\o101', 'A'],
    ['[\\( \\; \\" \\{ \\\\ \\,]', ['(', ';', '"', '{', '\\', ',']],
    ['""', ''],
    ['"a\\"b\\\\\\n\\t\\u00e9"', 'a"b\\\n\té'],
    ['"two\nlines"', 'two\nlines'],
    ['#"\\d+"', '\\d+'],
    ['[1, 2 3]', [1, 2, 3]],
    ['(1 (2))', [1, [2]]],
    ['#{3 1 2}', [1, 2, 3]],
    ['#{#{2 1} [0]}', [[0], [1, 2]]],
    ['{:a 1, "b" [2]}', { a: 1, b: [2] }],
    ['{1 :x, [1 2] :y, nil :z}', { '1': 'x', '[1,2]': 'y', null: 'z' }],
    ['#jepsen.history.Op{:f :read}', { f: 'read' }],
    ['#knossos.model.CASRegister {:value 3}', { value: 3 }],
    ['#inst "2024-01-01"', '2024-01-01'],
    ['#a #b [1]', [1]],
    ['[1 #_2 3]', [1, 3]],
    ['[1 #_ #_ 2 3]', [1]],
    ['[#_{:a 1}]', []],
    ['#_ 1 2', 2],
    ['[1;c\n2]', [1, 2]],
    ['; first\n 5', 5],
    ['1;end', 1],
    ['#object[java.lang.Object 0x1f "x"]', ['java.lang.Object', 31, 'x']],
  ])('reads %j', (text, value) => {
    expect(read(text)).toEqual(value)
  })

  it.each(['', ' ,\n', '; only a comment', '#_ gone', '#_ #_ a b'])('finds nothing in %j', (text) => {
    expect(read(text)).toBe(nothing)
  })

  it('keeps __proto__ as a key like any other', () => {
    const value = read('{"__proto__" {:x 1}}') as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  it.each([
    ['{:a 1 :b}', 'f.edn:7: malformed EDN: key "b" has no value'],
    ['{:a 1 :a 2}', 'key "a" stands twice'],
    ['[1 2', '"]" is missing for the bracket opened here'],
    ['[1 2}', '"}" where a value is expected'],
    ['[\n1\n{:a}]', 'f.edn:9: malformed EDN: key "a" has no value'],
    ['"abc', 'the string opened here is not closed'],
    ['"\\q"', '"\\q" is no escape'],
    ['1 2', 'unexpected "2" after the value'],
    ['#tag', 'tag "#tag" has no value'],
    ['# 1', '"#" with no tag behind it'],
    ['[#_]', '"]" where a value is expected'],
    ['3x', '"3x" is not EDN'],
    ['007', '"007" is not EDN'],
    [':', '":" is not EDN'],
    ['#_', '"#_" with nothing behind it'],
    ["'quoted", 'is not EDN'],
    ['\\nosuch', '"\\nosuch" is no character'],
    ['['.repeat(300) + ']'.repeat(300), 'nested more than 200 deep'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(message)
  })
})
