import { describe, expect, test } from 'vitest'
import { createLogger, type LoggerOptions } from '../../../../../src/raft/server/log/logger.ts'

const now = (): Date => new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6))

function lines(
  options: Partial<LoggerOptions>,
  log: (logger: ReturnType<typeof createLogger>) => void,
): string[] {
  const written: string[] = []
  log(createLogger({ node: 'n1', now, write: (line) => written.push(line), ...options }))
  return written
}

describe('the log', () => {
  test('is one JSON object a line', () => {
    expect(lines({}, (log) => log.info('leader-known', { leader: 'n2', term: 3 }))).toEqual([
      '{"time":"2026-01-02T03:04:05.006Z","level":"info","node":"n1","event":"leader-known","leader":"n2","term":3}\n',
    ])
  })

  test('leaves out what is less than its level', () => {
    const all = (log: ReturnType<typeof createLogger>): void => {
      log.debug('a')
      log.info('b')
      log.warn('c')
      log.error('d')
    }
    const events = (level: LoggerOptions['level']): string[] =>
      lines(level === undefined ? {} : { level }, all).map(
        (line) => (JSON.parse(line) as { event: string }).event,
      )
    expect(events('debug')).toEqual(['a', 'b', 'c', 'd'])
    expect(events(undefined)).toEqual(['b', 'c', 'd'])
    expect(events('error')).toEqual(['d'])
  })

  test('says what an error was, with its code', () => {
    const error = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    const [line = ''] = lines({}, (log) => log.error('failed', { error }))
    expect(JSON.parse(line)).toMatchObject({ error: { message: 'no space', code: 'ENOSPC' } })
    expect((JSON.parse(line) as { error: { stack: string } }).error.stack).toContain('logger.test')
  })

  test('as text for people; no field breaks a line or is taken for another', () => {
    const [line = ''] = lines({ format: 'text' }, (log) =>
      log.warn('odd', {
        plain: 'a/b:1',
        spaced: 'two words',
        broken: 'a\nlevel=error',
        empty: '',
        list: [1],
      }),
    )
    expect(line).toBe(
      '2026-01-02T03:04:05.006Z warn  n1 odd plain=a/b:1 spaced="two words" broken="a\\nlevel=error" empty="" list=[1]\n',
    )
  })
})
