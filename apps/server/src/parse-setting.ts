import { BlockList, isIP } from 'node:net'

export function required(text: string): string {
  if (text === '') throw new Error('expected a value')
  return text
}

export function optional(text: string): string | undefined {
  return text === '' ? undefined : text
}

export function parseHost(text: string): string {
  if (text === 'localhost' || isIP(text) !== 0) return text
  throw new Error('expected an IP address or localhost')
}

export function integer(min: number, max = 1_000_000_000): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new Error(`expected an integer from ${min} to ${max}`)
  }
}

export function oneOf<const T extends readonly string[]>(
  ...choices: T
): (text: string) => T[number] {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text)
    if (choice !== undefined) return choice
    throw new Error(`expected one of ${choices.join(', ')}`)
  }
}

export function parseEmptyStatus(text: string): 204 | 404 {
  return oneOf('204', '404')(text) === '204' ? 204 : 404
}

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

export function parseDurationMs(text: string): number {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? []
  if (digits === undefined || unit === undefined) {
    throw new Error('expected a duration such as 90s, 15m or 24h')
  }
  // The pattern lets only these units pass.
  return Number(digits) * unitsMs[unit as keyof typeof unitsMs]
}

/** Neither for ever nor all the time: a second to a day. */
export function parseBoundedDurationMs(text: string): number {
  const durationMs = parseDurationMs(text)
  if (durationMs >= 1_000 && durationMs <= unitsMs.d) return durationMs
  throw new Error('expected a duration from 1s to 24h')
}

export function parseIntervalMs(text: string): number {
  const durationMs = parseDurationMs(text)
  if (durationMs >= 1_000 && durationMs <= unitsMs.d) return durationMs
  throw new Error('expected a duration from 1s to 24h')
}

/** Messages of webhooks are tried for 28 hours, and go with what they tell of. */
export function parseRetentionMs(text: string): number {
  const durationMs = parseDurationMs(text)
  if (durationMs >= 2 * unitsMs.d) return durationMs
  throw new Error('expected a duration of 2d or more')
}

export function parsePorts(text: string): string {
  const item = /^(?:top\d{1,5}|all|\d{1,5}(?:-\d{1,5})?)$/
  if (text.length <= 4_096 && text.split(',').every((part) => item.test(part))) return text
  throw new Error('expected ports such as 22,80,8000-8100 or top1000')
}

/** `off`, `on`, or the ports themselves. */
export function parseUdp(text: string): boolean | string {
  if (text === 'off' || text === 'on') return text === 'on'
  return parsePorts(text)
}

/** Goes into a header, within brackets: nothing that could end either. */
export function parseContact(text: string): string | undefined {
  if (text === '') return undefined
  const isMail = /^[\w.+-]{1,64}@[\w.-]{1,190}$/.test(text)
  const isUrl = /^https?:\/\/[\w.~:/?#[\]@!$&'*+,=%-]{1,200}$/.test(text) && URL.canParse(text)
  if (isMail || isUrl) return text
  throw new Error('expected a web address or a mail address')
}

export function parseNetworks(text: string): readonly string[] {
  const networks = text.split(',').flatMap((part) => part.trim() || [])
  const list = new BlockList()
  for (const network of networks) addNetwork(list, network)
  return networks
}

function addNetwork(list: BlockList, text: string): void {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) throw new Error('expected addresses or networks')
  const bits = version === 4 ? 32 : 128
  list.addSubnet(
    address,
    prefix === undefined ? bits : integer(0, bits)(prefix),
    version === 4 ? 'ipv4' : 'ipv6',
  )
}

export function parseDatabaseUrl(text: string): string | undefined {
  if (text === '') return undefined
  // The text is a secret: a refusal must not repeat it.
  if (URL.canParse(text) && /^postgres(?:ql)?:\/\//.test(text)) return text
  throw new Error('expected postgres://…')
}

export function parseSecretKey(text: string): Buffer | undefined {
  if (text === '') return undefined
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex')
  throw new Error('expected 64 hexadecimal digits')
}
