import { type FieldKind } from '@windvane/model'

/** Few words, so that made-up queries find made-up records. */
export const words: readonly string[] = Object.freeze([
  'google',
  'googel',
  'cloud',
  'cloudy',
  'public',
  'dns',
  'server',
  'evil',
  'net',
  'example.com',
  '8.8.8.8',
  'dog’s',
  'naïve',
  '日本',
  'α',
])

export const tags: readonly string[] = Object.freeze([
  'malware',
  'botnet-c2',
  'Public DNS',
  'scanner',
  'tor-exit-node',
])

export const countries: readonly string[] = Object.freeze([
  'Chile',
  'United States',
  'United Kingdom',
  'Österreich',
])

export const addresses: readonly string[] = Object.freeze([
  '8.8.8.8',
  '8.8.4.4',
  '9.9.9.9',
  '2001:4860:4860::8888',
  '203.0.113.7',
])

export const networks: readonly string[] = Object.freeze([
  '8.8.8.0/24',
  '8.8.0.0/16',
  '2001:4860::/32',
  '203.0.113.0/25',
])

export const dates: readonly string[] = Object.freeze([
  '2023-01-01T00:00:00Z',
  '2023-01-31T23:59:59.999Z',
  '2023-02-01T00:00:00.001Z',
  '2023-12-31T12:00:00.123456Z',
  '2024-02-29T06:30:00Z',
  '2024-03-01T00:00:00Z',
])

/** The instant that `now` means in made-up queries. */
export const now = new Date('2024-03-01T12:00:00.500Z')

export const types = ['ip', 'domain', 'cidr', 'email-address', 'text', 'malware'] as const

/** Fields of every kind, and one that no record has. */
export const fields: Readonly<Record<FieldKind, readonly string[]>> & {
  readonly unknown: readonly string[]
} = Object.freeze({
  text: ['attributes.text', 'attributes.aso', 'attributes.country', 'attributes.value'],
  keyword: [
    'attributes.text.keyword',
    'attributes.aso.keyword',
    'attributes.country.keyword',
    'attributes.value.keyword',
  ],
  label: ['type', 'type.keyword', 'tags', 'tags.keyword'],
  id: ['id'],
  ip: ['attributes.ip'],
  cidr: ['attributes.cidr'],
  long: ['reputation', 'accuracy', 'bestReputation', 'attributes.asn'],
  float: ['attributes.latitude'],
  date: ['lastSeen', 'createdAt', '@timestamp', 'updatedAt'],
  boolean: ['wellKnown'],
  unknown: ['attributes.nope', 'nope'],
})
