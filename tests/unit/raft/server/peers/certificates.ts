import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

// Certificates for tests, made anew each time: none in the repository that could expire or leak. Just enough of
// X.509 (RFC 5280) in DER for an authority and servers with names.

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts)
const integer = (...bytes: readonly number[]): Buffer => der(0x02, Buffer.from(bytes))
const octets = (content: Buffer): Buffer => der(0x04, content)
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content)
const time = (text: string): Buffer => der(0x18, Buffer.from(text))
const yes = Buffer.from([0x01, 0x01, 0xff])

function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [40 * first + second]
  for (const arc of rest) {
    const groups = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return der(0x06, Buffer.from(bytes))
}

const ecdsaWithSha256 = sequence(identifier('1.2.840.10045.4.3.2'))
const named = (name: string): Buffer =>
  sequence(der(0x31, sequence(identifier('2.5.4.3'), der(0x0c, Buffer.from(name)))))
const extension = (id: string, critical: boolean, content: Buffer): Buffer =>
  sequence(identifier(id), ...(critical ? [yes] : []), octets(content))

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`

let serial = 0

function certificate(
  subject: string,
  subjectKey: KeyObject,
  issuer: string,
  issuerKey: KeyObject,
  extensions: readonly Buffer[],
): string {
  const toBeSigned = sequence(
    der(0xa0, integer(2)),
    integer(1, (++serial >> 8) & 0xff, serial & 0xff),
    ecdsaWithSha256,
    named(issuer),
    sequence(time('20200101000000Z'), time('21200101000000Z')),
    named(subject),
    subjectKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  return pem(sequence(toBeSigned, ecdsaWithSha256, bits(sign('sha256', toBeSigned, issuerKey))))
}

export interface Certified {
  readonly key: string
  readonly cert: string
  readonly ca: string
}

/** An authority of its own; returns what makes certificates with it. */
export function newAuthority(name: string): (common: string, dnsNames?: readonly string[]) => Certified {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const isAuthority = extension('2.5.29.19', true, sequence(yes))
  const ca = certificate(name, authority.publicKey, name, authority.privateKey, [isAuthority])
  return (common, dnsNames = []) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const names = sequence(...dnsNames.map((dnsName) => der(0x82, Buffer.from(dnsName))))
    const extensions = [extension('2.5.29.19', true, sequence())]
    if (dnsNames.length > 0) extensions.push(extension('2.5.29.17', false, names))
    const cert = certificate(common, publicKey, name, authority.privateKey, extensions)
    return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, ca }
  }
}
