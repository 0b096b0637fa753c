import { type ScanReport } from '@windvane/model'

/** Text that breaks out of every context that forgets to escape. */
export const hostileText =
  '\'"><script>document.title="taken"</script><img src=x onerror=alert(1)>' +
  '</style></title></pre>--><![CDATA[&lt;&#0;&\0\u001b[2J\u001b]0;taken\u0007\r\u202e\u2066\u200b\ufeff\ud800\uffff\u2028' +
  'Z\u0301\u0301\u0301\u0301\u0301\u0301algo'

/** Members whose text is a word of ours, a number's place or a time: the engine never takes it from a target. */
const own = new Set([
  'state',
  'severity',
  'transport',
  'tunnel',
  'method',
  'letter',
  'strength',
  'version',
  'order',
  'stage',
  'address',
  'startedAt',
  'endedAt',
  'at',
  'source',
  'kind',
  'status',
  'demand',
  'problems',
  'mozillaProfile',
  'part',
  'stopReason',
  'cap',
])

/** The report with every text that may come from a target replaced by a hostile one. */
export function withHostileText(report: ScanReport): ScanReport {
  // the same members with other text
  return poison(report, '') as ScanReport
}

function poison(value: unknown, member: string): unknown {
  if (typeof value === 'string') return own.has(member) ? value : hostileText
  if (Array.isArray(value)) return value.map((item: unknown) => poison(item, member))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [name, poison(item, name)]),
  )
}
