import { type JudgedEndpoint, listServed, listSuites, measureKey, toRsaBits } from './strength.ts'

/** The three parts of a score, 0 to 100 each. */
export type Score = {
  readonly protocol: number
  readonly keyExchange: number
  readonly cipher: number
  /** 30 %, 30 % and 40 %; nothing when one of them is nothing. */
  readonly total: number
}

/** Scores an endpoint the way of the SSL Server Rating Guide 2009q (31 January 2020). */
export function scoreTls(endpoint: JudgedEndpoint): Score {
  const protocol = scoreProtocol(endpoint)
  const keyExchange = scoreKeyExchange(endpoint)
  const cipher = scoreCipher(endpoint)
  const isNothing = protocol === 0 || keyExchange === 0 || cipher === 0
  const total = isNothing ? 0 : Math.round(0.3 * protocol + 0.3 * keyExchange + 0.4 * cipher)
  return { protocol, keyExchange, cipher, total }
}

const protocolScores = {
  SSLv2: 0,
  SSLv3: 80,
  TLSv1: 90,
  'TLSv1.1': 95,
  'TLSv1.2': 100,
  'TLSv1.3': 100,
} as const

function scoreProtocol({ versions }: JudgedEndpoint): number {
  const spoken = versions.filter(({ isSupported }) => isSupported === true)
  return meanOfEnds(spoken.map(({ version }) => protocolScores[version]))
}

function scoreKeyExchange(endpoint: JudgedEndpoint): number {
  const suites = listSuites(endpoint)
  if (suites.length === 0 || suites.some(({ keyExchange }) => keyExchange.includes('anon')))
    return 0
  const isExported = suites.some(({ keyExchange }) => keyExchange.includes('EXPORT'))
  return Math.min(isExported ? 40 : 100, scoreBits(weakestExchange(endpoint)))
}

/** The weakest of key, prime and curves, in bits of RSA. */
function weakestExchange(endpoint: JudgedEndpoint): number {
  const [leaf] = listServed(endpoint)
  const key = leaf && measureKey(leaf)
  const groups = endpoint.groups.map(({ name, bits }) =>
    name.startsWith('ffdhe') || name.startsWith('MLKEM') ? Math.max(bits, 2048) : toRsaBits(bits),
  )
  return Math.min(...[key, endpoint.dh?.bits, ...groups].filter((bits) => bits !== undefined), 4096)
}

function scoreBits(bits: number): number {
  if (bits < 512) return 20
  if (bits < 1024) return 40
  if (bits < 2048) return 80
  return bits < 4096 ? 90 : 100
}

function scoreCipher(endpoint: JudgedEndpoint): number {
  return meanOfEnds(
    listSuites(endpoint).map(({ bits }) => {
      if (bits === 0) return 0
      if (bits < 128) return 20
      return bits < 256 ? 80 : 100
    }),
  )
}

/** Half of the best and the worst. */
function meanOfEnds(scores: readonly number[]): number {
  return scores.length === 0 ? 0 : (Math.min(...scores) + Math.max(...scores)) / 2
}
