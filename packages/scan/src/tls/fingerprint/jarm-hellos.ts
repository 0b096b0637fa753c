import { randomBytes } from 'node:crypto'
import { encodeClientHello } from '../wire/client-hello.ts'
import { encodeExtension, extensionTypes } from '../wire/extension.ts'
import { uint16, vector16, vector8 } from '../wire/write-bytes.ts'

/*
 * JARM: copyright (c) 2020, salesforce.com, inc. All rights reserved. Its algorithm and lists are
 * under the BSD 3-Clause licence, https://opensource.org/licenses/BSD-3-Clause.
 */

type Order = 'forward' | 'reverse' | 'top-half' | 'bottom-half' | 'middle-out'

/** One of the ten ClientHellos of JARM, as its authors named the differences. */
type JarmHello = {
  readonly recordVersion: number
  readonly helloVersion: number
  readonly hasSuites13: boolean
  readonly suiteOrder: Order
  readonly hasGrease: boolean
  /** Without `h2` and `http/1.1`. */
  readonly isRareAlpn: boolean
  /** The newest version in `supported_versions`; absent without that extension. */
  readonly newest?: 0x0303 | 0x0304
  readonly extensionOrder: 'forward' | 'reverse'
}

const tls12 = { recordVersion: 0x0303, helloVersion: 0x0303, hasSuites13: true } as const
const tls13 = { recordVersion: 0x0301, helloVersion: 0x0303, newest: 0x0304 } as const
const plain = { hasGrease: false, isRareAlpn: false } as const

/** The ten, in the order of the fingerprint. */
const hellos: readonly JarmHello[] = [
  { ...tls12, ...plain, suiteOrder: 'forward', newest: 0x0303, extensionOrder: 'reverse' },
  { ...tls12, ...plain, suiteOrder: 'reverse', newest: 0x0303, extensionOrder: 'forward' },
  { ...tls12, ...plain, suiteOrder: 'top-half', extensionOrder: 'forward' },
  { ...tls12, ...plain, suiteOrder: 'bottom-half', isRareAlpn: true, extensionOrder: 'forward' },
  {
    ...tls12,
    suiteOrder: 'middle-out',
    hasGrease: true,
    isRareAlpn: true,
    extensionOrder: 'reverse',
  },
  {
    ...plain,
    recordVersion: 0x0302,
    helloVersion: 0x0302,
    hasSuites13: true,
    suiteOrder: 'forward',
    extensionOrder: 'forward',
  },
  { ...tls13, ...plain, hasSuites13: true, suiteOrder: 'forward', extensionOrder: 'reverse' },
  { ...tls13, ...plain, hasSuites13: true, suiteOrder: 'reverse', extensionOrder: 'forward' },
  { ...tls13, ...plain, hasSuites13: false, suiteOrder: 'forward', extensionOrder: 'forward' },
  {
    ...tls13,
    ...plain,
    hasSuites13: true,
    suiteOrder: 'middle-out',
    hasGrease: true,
    extensionOrder: 'reverse',
  },
]

/** Writes the ten records of JARM; `host` is the name or the address, which JARM sends as a name too. */
export function makeJarmHellos(host: string): readonly Buffer[] {
  return hellos.map((hello) => encodeHello(hello, host))
}

const suites =
  `0016 0033 0067 c09e c0a2 009e 0039 006b c09f c0a3 009f 0045 00be 0088 00c4 009a c008 c009 c023 c0ac
   c0ae c02b c00a c024 c0ad c0af c02c c072 c073 cca9 1302 1301 cc14 c007 c012 c013 c027 c02f c014 c028
   c030 c060 c061 c076 c077 cca8 1305 1304 1303 cc13 c011 000a 002f 003c c09c c0a0 009c 0035 003d c09d
   c0a1 009d 0041 00ba 0084 00c0 0007 0004 0005`
    .split(/\s+/)
    .map((code) => Number.parseInt(code, 16))

// The third from the end is written by JARM's authors without a comma before `h2`: one entry, as sent.
const usualAlpn = [
  ['http/0.9'],
  ['http/1.0'],
  ['http/1.1'],
  ['spdy/1'],
  ['spdy/2'],
  ['spdy/3', 'h2'],
  ['h2c'],
  ['hq'],
]
const rareAlpn = [['http/0.9'], ['http/1.0'], ['spdy/1'], ['spdy/2'], ['spdy/3'], ['h2c'], ['hq']]

function encodeHello(hello: JarmHello, host: string): Buffer {
  const { hasSuites13, suiteOrder, hasGrease } = hello
  const offered = suites.filter((code) => hasSuites13 || code >> 8 !== 0x13)
  const message = encodeClientHello({
    version: hello.helloVersion,
    suites: [...(hasGrease ? [grease()] : []), ...arrange(offered, suiteOrder)],
    sessionId: randomBytes(32),
    extensions: listExtensions(hello, host),
  })
  return Buffer.concat([Buffer.from([22]), uint16(hello.recordVersion), vector16(message)])
}

function listExtensions(hello: JarmHello, host: string): readonly Buffer[] {
  const { hasGrease, isRareAlpn, extensionOrder, newest } = hello
  const name = Buffer.concat([Buffer.from([0]), vector16(Buffer.from(host, 'latin1'))])
  const alpn = arrange(isRareAlpn ? rareAlpn : usualAlpn, extensionOrder).flat()
  return [
    ...(hasGrease ? [encodeExtension(grease())] : []),
    encodeExtension(extensionTypes.serverName, vector16(name)),
    encodeExtension(extensionTypes.extendedMasterSecret),
    encodeExtension(1, Buffer.from([1])),
    encodeExtension(extensionTypes.renegotiationInfo, vector8()),
    encodeExtension(extensionTypes.supportedGroups, list16([0x001d, 0x0017, 0x0018, 0x0019])),
    encodeExtension(extensionTypes.pointFormats, vector8(Buffer.from([0]))),
    encodeExtension(extensionTypes.sessionTicket),
    encodeExtension(
      extensionTypes.alpn,
      vector16(...alpn.map((protocol) => vector8(Buffer.from(protocol)))),
    ),
    encodeExtension(extensionTypes.signatureAlgorithms, list16(signatures)),
    encodeExtension(extensionTypes.keyShare, vector16(...keyShares(hasGrease))),
    encodeExtension(extensionTypes.pskModes, vector8(Buffer.from([1]))),
    ...(newest === undefined ? [] : [encodeVersions(newest, hello)]),
  ]
}

const signatures = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201] as const

function list16(values: readonly number[]): Buffer {
  return vector16(...values.map(uint16))
}

function keyShares(hasGrease: boolean): readonly Buffer[] {
  const greaseShare = Buffer.concat([uint16(grease()), vector16(Buffer.from([0]))])
  const share = Buffer.concat([uint16(0x001d), vector16(randomBytes(32))])
  return hasGrease ? [greaseShare, share] : [share]
}

function encodeVersions(newest: number, { hasGrease, extensionOrder }: JarmHello): Buffer {
  const versions = [0x0301, 0x0302, 0x0303, 0x0304].filter((version) => version <= newest)
  const listed = [...(hasGrease ? [grease()] : []), ...arrange(versions, extensionOrder)]
  return encodeExtension(extensionTypes.supportedVersions, vector8(...listed.map(uint16)))
}

/** Values that a server must ignore (RFC 8701). */
function grease(): number {
  const half = ((randomBytes(1)[0] ?? 0) & 0xf0) | 0x0a
  return (half << 8) | half
}

function arrange<Item>(items: readonly Item[], order: Order): readonly Item[] {
  const middle = Math.floor(items.length / 2)
  const isOdd = items.length % 2 === 1
  switch (order) {
    case 'forward':
      return items
    case 'reverse':
      return items.toReversed()
    case 'bottom-half':
      return items.slice(isOdd ? middle + 1 : middle)
    case 'top-half': {
      const half = arrange(items.toReversed(), 'bottom-half')
      return isOdd ? [...items.slice(middle, middle + 1), ...half] : half
    }
    case 'middle-out':
      return arrangeFromMiddle(items, middle)
  }
}

/** The middle first, then by turns the one behind and the one before. */
function arrangeFromMiddle<Item>(items: readonly Item[], middle: number): readonly Item[] {
  const isOdd = items.length % 2 === 1
  const steps = Array.from({ length: middle }, (_, index) => index + 1)
  const after = (step: number) => (isOdd ? middle + step : middle - 1 + step)
  const turns = steps.flatMap((step) => [
    ...items.slice(after(step), after(step) + 1),
    ...items.slice(middle - step, middle - step + 1),
  ])
  return isOdd ? [...items.slice(middle, middle + 1), ...turns] : turns
}
