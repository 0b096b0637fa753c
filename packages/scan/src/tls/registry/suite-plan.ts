import { type RecordVersion, versionCodes } from '../wire/protocol-version.ts'
import { type CipherSuite, cipherSuites } from './cipher-suites.ts'

/** How the suites of a version are asked for. */
export type SuitePlan = {
  /** What nearly every server chooses from, in a likely order; small enough for one ClientHello. */
  readonly usual: readonly number[]
  /** The others, in portions for one ClientHello each. */
  readonly rare: readonly (readonly number[])[]
  /** All of them in groups that are asked side by side; they and their members in a likely order. */
  readonly groups: readonly (readonly number[])[]
}

/** Plans the questions for the suites of a version. */
export function planSuites(version: RecordVersion): SuitePlan {
  const plan = plans.get(version) ?? makePlan(version)
  plans.set(version, plan)
  return plan
}

/** The table never changes; its plans are asked for with every question. */
const plans = new Map<RecordVersion, SuitePlan>()

function makePlan(version: RecordVersion): SuitePlan {
  const legal = cipherSuites.filter((suite) => isLegal(suite, version))
  const usual = legal.filter(isUsual)
  const rare = legal.filter((suite) => !isUsual(suite))
  // Servers seldom accept a rare one, so each group also asks for some of them without a question more.
  const classes = Map.groupBy(legal, (suite) => classOf(suite, version))
  return {
    usual: usual.map(toCode),
    rare: portion(rare.map(toCode), version === 'SSLv3' ? maxOldest : maxRare),
    groups: [...classes.values()].map((members) => members.map(toCode)),
  }
}

// Keeps a ClientHello of SSL 3.0, which knows no padding, under 256 bytes.
const maxOldest = 100
const maxRare = 140

function isLegal({ first, last }: CipherSuite, version: RecordVersion): boolean {
  const code = versionCodes[version]
  return versionCodes[first] <= code && code <= versionCodes[last]
}

/** Certificates are RSA or ECDSA nearly everywhere, and ciphers AES, ChaCha20, Camellia, ARIA, 3DES or RC4. */
function isUsual({ name, keyExchange, bits }: CipherSuite): boolean {
  if (keyExchange === 'any') return bits > 0
  const isUsualExchange = /^(?:ECDHE_ECDSA|ECDHE_RSA|DHE_RSA|RSA)$/.test(keyExchange)
  return isUsualExchange && bits >= 112 && !/SEED|IDEA|_OLD|ARIA_\d+_CBC/.test(name)
}

/** Classes of about as many accepted suites on a server of OpenSSL's defaults with an RSA key. */
function classOf(suite: CipherSuite, version: RecordVersion): string {
  const { keyExchange, isForwardSecret, isAnonymous, isAead, bits, name } = suite
  if (keyExchange === 'any') return keyExchange
  const exchange = bits >= 112 && (isForwardSecret || isAnonymous) ? 'ephemeral' : 'fixed'
  const size = bits >= 256 ? 'long' : 'short'
  if (version !== 'TLSv1.2') return `${exchange} ${size}`
  if (isAead) return `${exchange} aead ${size}`
  return `${exchange} ${/SHA(?:256|384)$/.test(name) ? 'new' : 'old'}`
}

function toCode({ code }: CipherSuite): number {
  return code
}

function portion(codes: readonly number[], size: number): readonly (readonly number[])[] {
  const count = Math.ceil(codes.length / size)
  return Array.from({ length: count }, (_, index) => codes.slice(index * size, (index + 1) * size))
}
