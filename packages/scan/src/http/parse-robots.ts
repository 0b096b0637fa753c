import { type HttpRecord } from '@windvane/model'

import { type HttpPage } from '../detectors/http-page.ts'

/** Reads robots.txt (RFC 9309): what crawlers are asked to leave alone, and the site maps. */
export function parseRobots({ status, text }: HttpPage): NonNullable<HttpRecord['robots']> {
  const lines = status === 200 ? text.split('\n', maxLines).map(toRule) : []
  const valuesOf = (wanted: string) => [
    ...new Set(lines.flatMap(([name, value]) => (name === wanted && value ? [value] : []))),
  ]
  return {
    status,
    disallow: valuesOf('disallow').slice(0, maxRules),
    sitemaps: valuesOf('sitemap').slice(0, maxRules),
  }
}

const maxLines = 2000
const maxRules = 100
const maxValue = 300

function toRule(line: string): readonly [name: string, value: string] {
  const [rule = ''] = line.slice(0, 1000).split('#', 1)
  const colon = rule.indexOf(':')
  // A page that is sent for every path holds colons too, but no word alone before one.
  const name = rule.slice(0, Math.max(0, colon)).trim().toLowerCase()
  return [
    name,
    rule
      .slice(colon + 1)
      .trim()
      .slice(0, maxValue),
  ]
}
