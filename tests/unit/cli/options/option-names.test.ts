import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import { commandLineText } from '../../../../src/cli/options/option-names.ts'
import { addShapeOptions, shapeIn, type ShapeOptions } from '../../../../src/cli/options/shape-options.ts'

/** What the library says of a wrong option, and what the command line says. */
function texts(...words: string[]): readonly [library: string, commandLine: string] {
  const command = addShapeOptions(new Command('run'), 'how long').exitOverride()
  try {
    command.parse(words, { from: 'user' })
  } catch (error) {
    if (error instanceof InputError) return [error.message, commandLineText(error)]
    throw error
  }
  throw new Error('it was taken')
}

describe('an option that is wrong', () => {
  test.each([
    [['--nodes', '16'], 'nodes', '--nodes', 'must be a whole number from 1 to 15; got "16"'],
    [
      ['--concurrency', '1.5'],
      'clients',
      '--concurrency',
      'must be a whole number from 1 to 1000; got "1.5"',
    ],
    [['--rate', '0'], 'rate', '--rate', 'must be a number above zero, 1000000 at most; got "0"'],
    [['--time-limit', 'soon'], 'timeLimit', '--time-limit', 'must be a duration above zero'],
  ])('%j has its name in the library, and its flag here', (words, name, flag, reason) => {
    const [library, commandLine] = texts(...words)
    expect(library).toContain(`${name} ${reason}`)
    expect(commandLine).toContain(`${flag} ${reason}`)
  })

  test('of a file comes after it', () => {
    const error = new InputError('is 2h here', { file: 'campaign.sqlite', option: 'duration' })
    expect(error.message).toBe('campaign.sqlite: duration is 2h here')
    expect(commandLineText(error)).toBe('campaign.sqlite: --for is 2h here')
    expect(commandLineText(new InputError('must be an object', { field: 'rate' }))).toBe(
      'rate: must be an object',
    )
  })
})

test('the options of a shape fix what they say, and no more', () => {
  const command = addShapeOptions(new Command('run'), 'how long')
  const words = ['--nodes', '5', '--concurrency', '7', '--time-limit', '2', '--nemesis', 'crash, pause']
  expect(shapeIn(command.parse(words, { from: 'user' }).opts<ShapeOptions>())).toEqual({
    ...{ nodes: 5, clients: 7, timeLimit: 2000, nemesis: ['crash', 'pause'] },
  })
})
