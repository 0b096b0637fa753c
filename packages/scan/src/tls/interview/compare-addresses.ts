import { createHash } from 'node:crypto'
import { type TlsEndpointRecord } from '@windvane/model'
import { type TlsTarget } from '../../service/service-port.ts'
import { type Line } from './line.ts'
import { type ClientKind, negotiate } from './negotiate.ts'

/** What is compared: the same port elsewhere, and the leaf that is served here. */
export type CompareOptions = {
  readonly others: TlsTarget['others']
  readonly leaf: Buffer | undefined
  /** As the server of the target wanted it. */
  readonly client: ClientKind
}

const maxAddresses = 8

/** Shakes hands with the target's other addresses, and compares the leaf that each serves. */
export async function compareAddresses(
  line: Line,
  { others, leaf, client }: CompareOptions,
): Promise<TlsEndpointRecord['otherAddresses']> {
  return await Promise.all(
    others.slice(0, maxAddresses).map(async ({ address, openDialogue: open }) => {
      const { serverName } = line
      const options = { ...client, serverName, open, isHurried: false }
      const answer = await negotiate(line, options)
      if (answer.kind === 'unknown') return { address, isSame: false, failure: 'no answer' }
      if (answer.kind !== 'agreed') return { address, isSame: false, failure: answer.kind }
      const other = answer.flight.certificates?.[0]
      if (!other) return { address, isSame: false, failure: 'no certificate' }
      const leafSha256 = createHash('sha256').update(other).digest('hex')
      return { address, leafSha256, isSame: leaf?.equals(other) ?? false }
    }),
  )
}
