import { lookup, Resolver as NameServers } from 'node:dns/promises'
import { type ResolutionRecord } from '@windvane/model'
import { classifyAddress } from '../scope/classify-address.ts'

/** Turns a host name into addresses, and back. */
export interface Resolver {
  /** Every IPv4 and IPv6 address of the name; none when the name has none. Throws on trouble. */
  resolve(name: string): Promise<readonly string[]>
  /** The PTR names of an address; none when it has none. Throws on trouble. */
  reverse?(address: string): Promise<readonly string[]>
  /** How the name became addresses. Throws on trouble. */
  describe?(name: string): Promise<ResolutionRecord>
}

/**
 * The resolver of the system. It asks getaddrinfo rather than the name servers themselves, so that
 * names from the hosts file, mDNS or a container's own resolver are found as by every other program.
 */
export const systemResolver: Resolver = Object.freeze({
  async resolve(name: string) {
    try {
      const addresses = await lookup(name, { all: true, order: 'verbatim' })
      return addresses.map(({ address }) => address)
    } catch (error) {
      if (hasCode(error, 'ENOTFOUND')) return []
      throw error
    }
  },

  async reverse(address: string) {
    // Name servers know nothing of loopback but `localhost`.
    if (classifyAddress(address).kind === 'loopback') return []
    try {
      return await nameServers().reverse(address)
    } catch (error) {
      if (hasCode(error, 'ENOTFOUND', 'ENODATA')) return []
      throw error
    }
  },

  async describe(name: string) {
    if (isLocalName(name)) return { cnames: [], resolver: 'system' }
    const servers = nameServers()
    const [cnames, ttlSeconds] = await Promise.all([
      listCnames(servers, name),
      findTtlSeconds(servers, name),
    ])
    return {
      cnames,
      ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
      resolver: 'system',
    }
  },
})

function nameServers(): NameServers {
  return new NameServers({ timeout: 1500, tries: 2 })
}

const maxCnames = 8

async function listCnames(servers: NameServers, name: string): Promise<readonly string[]> {
  const cnames: string[] = []
  let next: string | undefined = name
  while (next !== undefined && cnames.length < maxCnames) {
    const answer: readonly string[] = await servers.resolveCname(next).catch(() => [])
    next = answer.find((cname) => !cnames.includes(cname))
    if (next !== undefined) cnames.push(next)
  }
  return cnames
}

async function findTtlSeconds(servers: NameServers, name: string): Promise<number | undefined> {
  const [four, six] = await Promise.all([
    servers.resolve4(name, { ttl: true }).catch(() => []),
    servers.resolve6(name, { ttl: true }).catch(() => []),
  ])
  const ttls = [...four, ...six].map(({ ttl }) => ttl)
  return ttls.length === 0 ? undefined : Math.min(...ttls)
}

/** RFC 6761: names that name servers are not to be asked for. */
function isLocalName(name: string): boolean {
  return /(?:^|\.)(?:localhost|test|invalid|example)\.?$/i.test(name) || !name.includes('.')
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
