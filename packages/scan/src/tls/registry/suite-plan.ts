import { type RecordVersion, versionCodes } from '../wire/protocol-version.ts'
import { type CipherSuite, cipherSuites } from './cipher-suites.ts'

/** How the suites of a version are asked for. */
export type SuitePlan = {
  /** What nearly every server chooses from, strongest first; small enough for one ClientHello. */
  readonly usual: readonly number[]
  /** The others, in portions for one ClientHello each. */
  readonly rare: readonly (readonly number[])[]
  /** All of them in groups that are asked side by side, each strongest first. */
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
  const classes = [...Map.groupBy(usual, (suite) => classOf(suite, version)).values()]
  const share = Math.ceil(rare.length / classes.length)
  return {
    usual: usual.map(toCode),
    rare: portion(rare.map(toCode), maxRare),
    // Servers seldom accept a rare one, so each group also asks for some of them without a question more.
    groups: classes.map((members, index) =>
      [...members, ...rare.slice(index * share, (index + 1) * share)].map(toCode),
    ),
  }
}

// Keeps a ClientHello of SSL 3.0, which knows no padding, under 256 bytes.
const maxRare = 100

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
  const { keyExchange, isForwardSecret, isAead, bits, name } = suite
  if (keyExchange === 'any') return keyExchange
  const size = bits >= 256 ? 'long' : 'short'
  if (isAead) return `${isForwardSecret} aead ${size}`
  if (version !== 'TLSv1.2') return `${isForwardSecret} ${size}`
  return `${isForwardSecret} ${/SHA(?:256|384)$/.test(name) ? 'new' : 'old'}`
}

function toCode({ code }: CipherSuite): number {
  return code
}

function portion(codes: readonly number[], size: number): readonly (readonly number[])[] {
  const count = Math.ceil(codes.length / size)
  return Array.from({ length: count }, (_, index) => codes.slice(index * size, (index + 1) * size))
}
