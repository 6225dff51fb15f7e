import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addNodeOptions, settingsOf, type NodeOptions } from '../../../src/cli/node-options.ts'

/** What a command line comes to. */
function settings(...words: string[]) {
  const command = addNodeOptions(new Command('node')).exitOverride()
  return settingsOf(command.parse(words, { from: 'user' }).opts<NodeOptions>())
}

describe('the options of a server', () => {
  test('each says what the file would say', () => {
    expect(
      settings(
        ...['--id', 'n1', '--data', 'd', '--join', '--cluster-name', 'c', '--service', 'ledger'],
        ...['--members', 'n1=a:1/a:2,n2=b:1/b:2', '--host', '0.0.0.0'],
        ...['--listen-peers', 'a:3', '--advertise-clients', 'a:4', '--reads', 'lease'],
        ...['--election-timeout', '1s', '--heartbeat', '20ms', '--snapshot-every', '0'],
        ...['--tls-certificate', 'crt', '--tls-key', 'key', '--tls-authority', 'ca', '--tls-clients'],
        ...['--secret-file', 'secret', '--log-level', 'debug', '--log-format', 'text'],
      ),
    ).toEqual({
      ...{ id: 'n1', data: 'd', join: true, cluster: 'c', service: 'ledger', host: '0.0.0.0' },
      members: { n1: { peer: 'a:1', client: 'a:2' }, n2: { peer: 'b:1', client: 'b:2' } },
      listen: { peers: 'a:3' },
      advertise: { clients: 'a:4' },
      ...{ reads: 'lease', electionTimeout: 1000, heartbeat: 20, snapshotEvery: 0 },
      tls: { certificate: 'crt', key: 'key', authority: 'ca', clients: true },
      secretFile: 'secret',
      log: { level: 'debug', format: 'text' },
    })
  })

  test('none of them says nothing', () => {
    expect(settings()).toEqual({ listen: {}, advertise: {}, log: {} })
  })

  test.each([
    [['--election-timeout', 'soon'], 'the command line: electionTimeout must be a duration'],
    [['--members', 'n1'], 'the command line: members must be a list such as'],
    [['--snapshot-every', 'x'], 'snapshotEvery must be a whole number'],
    [['--tls-key', 'key'], 'the command line: tls.certificate'],
    [['--service', 'queue'], 'the command line: service'],
  ])('%j is refused: %s', (words, message) => {
    expect(() => settings(...words)).toThrow(message)
  })
})
