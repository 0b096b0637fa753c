import { type HostRecord } from '@windvane/model'

import { type ProviderRule, providerRules } from './provider-rules.ts'

/** What is known of a host that may tell who stands in front of it. */
export type ProviderClues = {
  /** Header fields of its web servers. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly cookieNames: readonly string[]
  /** Names that the target stands for, and that its address resolves back to. */
  readonly cnames: readonly string[]
  readonly ptrNames: readonly string[]
  /** Of the certificates that it shows. */
  readonly certificateNames: readonly string[]
  readonly issuers: readonly string[]
}

type Provider = NonNullable<HostRecord['provider']>

/**
 * Names the delivery network, firewall service or cloud that a host is behind or in; what it says of
 * itself counts, and no list of networks is asked. Whoever answers for others comes before a cloud.
 */
export function findProvider(clues: ProviderClues): Provider | undefined {
  const found = providerRules.flatMap((rule) => {
    const evidence = applyRule(rule, clues)
    return evidence === undefined ? [] : [{ kind: rule.kind, name: rule.name, evidence }]
  })
  return found.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0]
}

const order: readonly Provider['kind'][] = ['waf', 'cdn', 'cloud']
const keptCharacters = 100

function applyRule(rule: ProviderRule, clues: ProviderClues): string | undefined {
  const { header = '', pattern } = rule
  switch (rule.source) {
    case 'header': {
      const told = clues.headers.find(
        ([name, value]) => name.toLowerCase() === header && pattern.test(value.slice(0, 500)),
      )
      return told && `header ${told[0].slice(0, 50)}: ${told[1].slice(0, keptCharacters)}`
    }
    case 'cookie':
      return tell('cookie', clues.cookieNames, pattern)
    case 'cname':
      return tell('CNAME', clues.cnames, pattern)
    case 'ptr':
      return tell('PTR', clues.ptrNames, pattern)
    case 'certificate':
      return tell('certificate for', clues.certificateNames, pattern)
    case 'issuer':
      return tell('certificate of', clues.issuers, pattern)
  }
}

function tell(word: string, texts: readonly string[], pattern: RegExp): string | undefined {
  const text = texts.find((text) => pattern.test(text.slice(0, 500)))
  return text && `${word} ${text.slice(0, keptCharacters)}`
}
