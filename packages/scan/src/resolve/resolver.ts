import { lookup } from 'node:dns/promises'

/** Turns a host name into addresses. */
export interface Resolver {
  /** Every IPv4 and IPv6 address of the name; none when the name has none. Throws on trouble. */
  resolve(name: string): Promise<readonly string[]>
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
      if (error instanceof Error && 'code' in error && error.code === 'ENOTFOUND') return []
      throw error
    }
  },
})
