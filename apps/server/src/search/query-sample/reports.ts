import { type EntityReport } from '@windvane/model'

/** Longer than what is kept whole. */
export const longText = `long ${'word '.repeat(60)}end`

/** What the queries of the sample are asked of. */
export const reports: readonly EntityReport[] = [
  {
    type: 'ip',
    attributes: { ip: '8.8.8.8', aso: 'Google LLC', asn: 15_169, country: 'united states' },
    tags: ['scanner', 'Tor Exit'],
    reputation: -2,
  },
  {
    type: 'ip',
    attributes: { ip: '9.9.9.9', aso: 'Quad9 DNS', asn: 19_281, country: 'united states' },
    tags: ['resolver'],
    reputation: 2,
  },
  { type: 'ip', attributes: { ip: '2001:db8::7' }, tags: ['scanner'], reputation: 0 },
  { type: 'cidr', attributes: { cidr: '192.0.32.0/20' }, reputation: 0 },
  { type: 'cidr', attributes: { cidr: '192.1.0.0/16' }, reputation: 0 },
  { type: 'threat', attributes: { threat: 'lazarus' }, reputation: -3 },
  { type: 'threat', attributes: { threat: 'lazarus group' }, reputation: 1 },
  { type: 'threat', attributes: { threat: 'the Lazarus group of North Korea' }, reputation: 1 },
  { type: 'email-address', attributes: { 'email-address': 'dns@example.com' }, reputation: -1 },
  { type: 'command', attributes: { command: 'Ping 100%_sure' }, reputation: 0 },
  { type: 'datetime', attributes: { datetime: '2024-05-01T10:00:00+02:00' }, reputation: 0 },
  { type: 'datetime', attributes: { datetime: '0000-01-01T00:00:00Z' }, reputation: 0 },
  { type: 'breach-date', attributes: { 'breach-date': '2024-02-29' }, reputation: 0 },
  { type: 'latitude', attributes: { latitude: -33.86 }, reputation: 0 },
  { type: 'text', attributes: { text: longText }, reputation: 3 },
]

export function nameOf(report: Pick<EntityReport, 'type' | 'attributes'>): string {
  const value = String(report.attributes?.[report.type])
  return report.type === 'command' ? value : value.toLowerCase()
}
