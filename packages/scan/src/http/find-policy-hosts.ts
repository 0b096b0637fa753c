import { findTags } from '../detectors/find-tags.ts'
import { type HttpPage } from '../detectors/http-page.ts'

/** The hosts that Content-Security-Policy (CSP Level 3, 2.3.1) names, in a header or a page. */
export function findPolicyHosts({ headers, text }: HttpPage): readonly string[] {
  const inHeaders = headers.filter(([name]) => policyNames.includes(name.toLowerCase()))
  const inPage = findTags(text, 'meta').filter((tag) =>
    policyNames.includes(tag.get('http-equiv')?.toLowerCase() ?? ''),
  )
  const policies = [
    ...inHeaders.map(([, value]) => value),
    ...inPage.map((tag) => tag.get('content') ?? ''),
  ]
  const hosts = policies.flatMap((policy) => policy.split(/[\s;,]+/, maxSources).flatMap(toHost))
  return [...new Set(hosts)].slice(0, maxHosts)
}

const policyNames: readonly string[] = [
  'content-security-policy',
  'content-security-policy-report-only',
]
const maxSources = 1000
const maxHosts = 100

/** A host source; directives, keywords in quotes and bare schemes are none. */
const hostSource =
  /^(?:(?:https?|wss?):\/\/)?((?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,10})(?::(?:\d{1,5}|\*))?(?:\/.{0,500})?$/i

function toHost(source: string): readonly string[] {
  const host = hostSource.exec(source)?.[1]
  return host === undefined ? [] : [host.toLowerCase()]
}
