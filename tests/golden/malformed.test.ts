import { describe, expect, test } from 'vitest'
import { runGolden } from './runner/run-golden.ts'

const WORDS = 'A few sentences that say what happens here, and what a reader learns of the protocol from it.'

const golden = (script: string, fields = 'paper: §5.2\nservers: 3'): string =>
  `A title\n${fields}\n\n${WORDS}\n\n--- script\n${script}\n`

/** Line of the first line of the script. */
const FIRST = 8

const errorOf = (text: string): string => {
  try {
    runGolden(text, 'story.txt')
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

describe('a golden file that cannot be read says where and what to do', () => {
  test.each([
    ['', 'story.txt:1: the first line is the title, a sentence without colon'],
    ['paper: §5.2\n', 'story.txt:1: the first line is the title'],
    [golden('elect n1\nexpect n1 leader term 1', 'servers: 3'), 'story.txt:3: say where the paper has it'],
    [
      golden('', 'paper: §5\npages: 4'),
      'story.txt:3: below the title stand "paper:", "servers:" and "options:"',
    ],
    [golden('', 'paper: §5\npaper: §6'), 'story.txt:3: "paper" stands here for the second time'],
    [golden('', 'paper: §5\nservers: many'), 'story.txt:3: "servers" is a whole number from 1 to 7'],
    [golden('', 'paper: §5\nservers: 8'), 'story.txt:3: "servers" is a whole number from 1 to 7'],
    [golden('', 'paper: §5\noptions: noop'), 'story.txt:3: "noop" is no setting; write "name=value"'],
    [golden('', 'paper: §5\noptions: preVotes=true'), 'story.txt:3: "preVotes" is no option; there are '],
    ['A title\npaper: §5\n\nShort.\n\n--- script\nheal\n', 'story.txt:3: say in a few sentences'],
    [`A title\npaper: §5\n\n${WORDS}\n`, 'there is no section "--- script"'],
    [`A title\npaper: §5\n\n${WORDS}\n--- script\n--- setup\n`, 'story.txt:6: "--- setup" cannot stand here'],
    [
      `A title\npaper: §5\n\n${WORDS}\n--- story\n`,
      'story.txt:5: "--- story" cannot stand here; the sections are setup,',
    ],
    [golden('elect n1'), 'the script claims nothing: state with "expect" what it shows'],
  ])('%#', (text, message) => {
    expect(errorOf(text)).toContain(message)
  })
})

describe('a line of a script that cannot be read', () => {
  test.each([
    ['jump n1', '"jump" is no step of a script; it must be one of\n  elect n1'],
    ['elect n4', '"n4" is no server; there are n1, n2, n3'],
    ['elect', '"" is no server'],
    ['elect n1 with n2', '"with" stands where "by" could stand'],
    ['elect n1 by', 'name at least one server'],
    ['timer n1 snapshot', '"snapshot" is no timer; there are election, heartbeat and transfer'],
    ['deliver n1>n2', '"n1>n2" is no link; write "n1->n2"'],
    ['deliver n1->*', '"*" is no server'],
    ['partition n1 n2', 'a partition names every server once'],
    ['partition n1 n2 | n2 n3', 'a partition names every server once'],
    ['crash n1 now', '"now" is one word too many'],
    ['heal n1', '"n1" is one word too many'],
    ['crash n1 (held)', 'nothing is written here that could be held back'],
    ['c1 write x 1', 'say at which server: "c1 write x 1 at n1"'],
    ['c1 write x one at n1', '"one" is no whole number, and not null'],
    ['c1 write x at n1', 'a client calls "read x", "write x 1"'],
    ['c1 read x 1 at n1', 'a client calls "read x", "write x 1"'],
    ['c1 cas x 1>2 at n1', 'a client calls "read x", "write x 1"'],
    ['c1 write x 1 2 at n1', '"2" is too much for a write'],
    ['operator join n2 at n1', 'an operator asks for "add n4"'],
    ['operator add at n1', 'an operator asks for "add n4"'],
    ['expect n1', '"expect n1" is no expectation; it must be one of'],
    ['expect n1 leader', '"expect n1 leader" is no expectation'],
    ['expect n1 commit 1 2', '"expect n1 commit 1 2" is no expectation'],
    ['expect n9 down', '"n9" is no server'],
    ['expect c1 fine', '"expect c1 fine" is no expectation'],
    ['expect no messages n1->n2', 'is no expectation'],
    ['expect same logs n1', 'is no expectation'],
  ])('%s', (line, message) => {
    const error = errorOf(golden(`elect n1\n${line}\nexpect n1 leader term 1`))
    expect(error).toMatch(/^story\.txt:9: /)
    expect(error).toContain(message)
  })
})

describe('a line that cannot be carried out', () => {
  test.each([
    ['timer n1 heartbeat', 'it cannot be carried out: the server is down (or up)'],
    ['restart n1', 'it cannot be carried out'],
    ['deliver n1->n2', 'no message "" is under way n1->n2'],
    [
      'timer n1 election\ndeliver n1->n2 vote',
      'no message "vote" is under way n1->n2; there are:\n  n1->n2  RequestVote term 1',
    ],
    ['deliver n1->n2 RequestVote again', 'no message "RequestVote" arrived there before'],
    ['partition n1 | n2 n3\nelect n1', 'n1 is not elected: it is candidate of term 1'],
  ])('%s', (lines, message) => {
    const error = errorOf(golden(`${lines}\nexpect n1 follower term 0`))
    expect(error).toContain(`story.txt:${FIRST + lines.split('\n').length - 1}: ${message}`)
  })
})

describe('a claim that does not hold says what is there', () => {
  const script = 'elect n1\nsettle\nc1 write x 1 at n1'
  test.each([
    ['n1 leader term 2', 'it is leader term 1'],
    ['n2 candidate term 1', 'it is follower term 1'],
    ['n1 down', 'it is up'],
    ['n2 voted nobody', 'it is n1'],
    ['n1 log 1:1', 'it is 1:1 2:1'],
    ['n2 log empty', 'it is 1:1'],
    ['n1 holds 2:1 write x 2', 'its log is [1:1 no-op, 2:1 write x 1]'],
    ['n1 commit 2', 'it is 1'],
    ['n1 applied 2', 'it is 1'],
    ['n1 disk 1', 'it is 2'],
    ['n1 snapshot 1', 'it is 0'],
    ['c1 ok', 'it is waits'],
    ['c1 answered busy', 'the last answer is ""'],
    ['c2 waits', 'it is no call'],
    ['message n1->n2 heartbeat', 'under way: AppendEntries term 1'],
    ['message n2->n1 accepted', 'nothing is under way there'],
    ['no message n1->n2', 'under way: AppendEntries term 1'],
    ['same logs n1 n2', 'n2 has another log than n1'],
  ])('expect %s', (claim, there) => {
    expect(errorOf(golden(`${script}\nexpect ${claim}`))).toMatch(`story.txt:11: expected ${claim}; ${there}`)
  })
})

test('what people wrote stays as it is, and a file rewritten twice is the same', () => {
  const text = golden('# n1 stands\nelect n1\n\nexpect n1 leader term 1')
  const written = runGolden(text, 'story.txt')
  expect(
    written.startsWith(
      `${text}\n--- trace\n# n1 stands\nn1: election timer fires  =>  candidate of term 1\n`,
    ),
  ).toBe(true)
  expect(written).toContain(
    '\n--- at the end\nn1  leader of term 1, vote for n1, log [1:1 no-op], commit 0\n',
  )
  expect(runGolden(written, 'story.txt')).toBe(written)
  expect(runGolden(written.replace('candidate of term 1', 'candidate of term 2'), 'story.txt')).toBe(written)
})
