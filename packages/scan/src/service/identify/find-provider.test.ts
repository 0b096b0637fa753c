import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { findProvider, type ProviderClues } from './find-provider.ts'
import { providerRules } from './provider-rules.ts'

const nothing: ProviderClues = {
  headers: [],
  cookieNames: [],
  cnames: [],
  ptrNames: [],
  certificateNames: [],
  issuers: [],
}

describe('findProvider()', () => {
  it.each<[Partial<ProviderClues>, string, string]>([
    [{ headers: [['CF-Ray', '8a-FRA']] }, 'cdn', 'Cloudflare'],
    [{ headers: [['Server', 'cloudflare']] }, 'cdn', 'Cloudflare'],
    [{ headers: [['Via', '1.1 abc.cloudfront.net (CloudFront)']] }, 'cdn', 'Amazon CloudFront'],
    [{ headers: [['X-Served-By', 'cache-fra-etou8220036-FRA']] }, 'cdn', 'Fastly'],
    [{ headers: [['Server', 'AkamaiGHost']] }, 'cdn', 'Akamai'],
    [{ headers: [['x-azure-ref', '0a']] }, 'cdn', 'Azure Front Door'],
    [{ headers: [['X-Iinfo', '1-2-3']] }, 'waf', 'Imperva'],
    [{ headers: [['Server', 'Sucuri/Cloudproxy']] }, 'waf', 'Sucuri'],
    [{ headers: [['Server', 'awselb/2.0']] }, 'cloud', 'Amazon Web Services'],
    [{ headers: [['Via', '1.1 vegur']] }, 'cloud', 'Heroku'],
    [{ headers: [['server', 'GitHub.com']] }, 'cloud', 'GitHub Pages'],
    [{ cookieNames: ['visid_incap_123'] }, 'waf', 'Imperva'],
    [{ cookieNames: ['BIGipServerpool'] }, 'waf', 'F5 BIG-IP'],
    [{ cookieNames: ['AWSALBCORS'] }, 'cloud', 'Amazon Web Services'],
    [{ cnames: ['www.host.example.edgekey.net.'] }, 'cdn', 'Akamai'],
    [{ cnames: ['d111111abcdef8.cloudfront.net'] }, 'cdn', 'Amazon CloudFront'],
    [{ ptrNames: ['ec2-203-0-113-5.compute-1.amazonaws.com'] }, 'cloud', 'Amazon Web Services'],
    [{ ptrNames: ['static.5.113.0.203.clients.your-server.de'] }, 'cloud', 'Hetzner'],
    [{ certificateNames: ['sni.cloudflaressl.com'] }, 'cdn', 'Cloudflare'],
    [{ issuers: ['C=US, O=Cloudflare, Inc., CN=Cloudflare Inc ECC CA-3'] }, 'cdn', 'Cloudflare'],
  ])('names %j', (clues, kind, name) => {
    const provider = findProvider({ ...nothing, ...clues })
    expect(provider).toMatchObject({ kind, name })
    expect(provider?.evidence.length).toBeGreaterThan(5)
  })

  it('takes who answers before where it runs', () => {
    const clues = {
      ...nothing,
      ptrNames: ['ec2-203-0-113-5.compute-1.amazonaws.com'],
      headers: [['cf-ray', 'x']] as const,
    }
    expect(findProvider(clues)).toEqual({
      kind: 'cdn',
      name: 'Cloudflare',
      evidence: 'header cf-ray: x',
    })
  })

  it('says nothing of an ordinary host', () => {
    expect(
      findProvider({
        headers: [
          ['Server', 'nginx'],
          ['X-Cache', 'HIT'],
          ['Via', '1.1 varnish (Varnish/7.1)'],
        ],
        cookieNames: ['sid', 'PHPSESSID', 'TSmall'],
        cnames: ['notcloudfront.net', 'cloudfront.net.host.example'],
        ptrNames: ['host.example'],
        certificateNames: ['www.host.example'],
        issuers: ["C=US, O=Let's Encrypt, CN=R11"],
      }),
    ).toBeUndefined()
  })

  it('reads any text without throwing', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        findProvider({
          headers: texts.map((text) => [text, text] as const),
          cookieNames: texts,
          cnames: texts,
          ptrNames: texts,
          certificateNames: texts,
          issuers: texts,
        })
      }),
    )
  })

  it('has no rule with a repetition without a bound', () => {
    const unbounded = providerRules.filter(({ pattern }) =>
      /[*+]|\{\d+,\}/.test(pattern.source.replace(/\\./g, '')),
    )
    expect(unbounded).toEqual([])
  })
})
