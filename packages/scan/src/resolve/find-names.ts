import { type HostName } from '@windvane/model'
import { type Resolver } from './resolver.ts'

/**
 * The PTR names of an address, each looked up again to see whether it leads back (RFC 1912 2.1).
 * Trouble is silence: nothing depends on these names.
 */
export async function findNames(address: string, resolver: Resolver): Promise<readonly HostName[]> {
  try {
    const names = ((await resolver.reverse?.(address)) ?? []).slice(0, maxNames)
    return await Promise.all(
      names.map(async (name) => {
        const back = await resolver.resolve(name).catch((): readonly string[] => [])
        const isConfirmed = back.includes(address)
        return { name: name.toLowerCase(), source: 'ptr' as const, isConfirmed }
      }),
    )
  } catch {
    return []
  }
}

const maxNames = 10
