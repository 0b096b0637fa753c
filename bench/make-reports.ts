import { type EntityReport } from '@windvane/model'

/** Reports as a feed brings them: mostly addresses, some domains, hashes and URLs, all different. */
export function makeReports(from: number, count: number): readonly EntityReport[] {
  return Array.from({ length: count }, (_, place) => makeReport(from + place))
}

/** The same, with the domains on addresses and the URLs on domains of the corpus. */
export function makeLinkedReports(from: number, count: number): readonly EntityReport[] {
  return Array.from({ length: count }, (_, place) => {
    const number = from + place
    const linked = linkedNumber(number)
    const report = makeReport(number)
    return linked === undefined ? report : { ...report, associations: [makeReport(linked)] }
  })
}

/** A domain is on the address seven before it, a URL on the domain two before it. */
function linkedNumber(number: number): number | undefined {
  if (number % 10 === 7) return number - 7
  return number % 10 === 9 ? number - 2 : undefined
}

/** The `number`th address of the corpus. */
export function makeAddress(number: number): string {
  const address = 0x0b_00_00_00 + number
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

function makeReport(number: number): EntityReport {
  const about = { reputation: -(number % 4), tags: ['feed', `campaign-${number % 50}`] }
  switch (number % 10) {
    case 7:
      return { ...about, type: 'domain', attributes: { domain: `host-${number}.example.com` } }
    case 8: {
      const sha256 = number.toString(16).padStart(64, '0')
      return { ...about, type: 'sha256', attributes: { sha256, filename: `sample ${number}.exe` } }
    }
    case 9:
      return {
        ...about,
        type: 'url',
        attributes: { url: `http://site-${number}.example.org/a?b=1` },
      }
    default: {
      const attributes = {
        ip: makeAddress(number),
        aso: `Network ${number % 1_000}`,
        asn: number % 1_000,
      }
      return { ...about, type: 'ip', attributes }
    }
  }
}
