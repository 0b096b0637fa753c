import { createKeyShare } from '../handshake/key-share.ts'
import { listExtensions, type ServerFlight } from '../handshake/server-flight.ts'
import { ask } from '../interview/ask.ts'
import { type Line } from '../interview/line.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { ByteReader } from '../wire/byte-reader.ts'
import { extensionTypes } from '../wire/extension.ts'
import { type RecordVersion } from '../wire/protocol-version.ts'
import { findExtension } from '../wire/server-hello.ts'
import { type Choice, eliminateAll } from './eliminate.ts'

/** Protocols that are asked for (IANA, TLS ALPN Protocol IDs), in groups side by side. */
const protocols = [
  ['h2', 'http/1.1'],
  [
    'http/1.0',
    'http/0.9',
    'spdy/3',
    'spdy/3.1',
    'h2c',
    'imap',
    'pop3',
    'managesieve',
    'ftp',
    'xmpp-client',
    'xmpp-server',
    'irc',
    'nntp',
    'mqtt',
    'dot',
    'postgresql',
    'acme-tls/1',
    'stun.turn',
    'stun.nat-discovery',
    'webrtc',
    'c-webrtc',
    'coap',
    'ntske/1',
    'sunrpc',
    'smb',
    'tds/8.0',
    'radius/1.1',
  ],
]

/**
 * Finds the application protocols that a server agrees to (RFC 7301), in a version that it speaks;
 * what it is known to agree to is not asked for.
 */
export async function enumerateAlpn(
  line: Line,
  { version, known }: { readonly version: RecordVersion; readonly known: readonly string[] },
): Promise<readonly string[]> {
  const offers = protocols.map((names) => names.filter((name) => !known.includes(name)))
  const found = await eliminateAll(offers, async (offer) => chooseProtocol(line, version, offer))
  return [...known, ...found.flatMap(({ accepted }) => accepted)]
}

async function chooseProtocol(
  line: Line,
  version: RecordVersion,
  alpn: readonly string[],
): Promise<Choice<string>> {
  const isNewest = version === 'TLSv1.3'
  const share = isNewest ? createKeyShare(0x001d) : undefined
  const answer = await ask(
    line,
    {
      versions: [version],
      suites: planSuites(version).usual,
      serverName: line.serverName,
      alpn,
      // TLS 1.3 tells it only inside the encryption.
      need: isNewest ? 'flight' : 'hello',
      ...(share ? { keyShares: [share] } : {}),
    },
    { isHurried: true },
  )
  if (answer.kind === 'unknown') return 'unknown'
  const item = answer.kind === 'agreed' ? readAlpn(answer.flight) : undefined
  return item === undefined ? 'none' : { item }
}

/** The protocol that a server agreed to; undefined when it agreed to none. */
export function readAlpn(flight: ServerFlight): string | undefined {
  const data = findExtension(listExtensions(flight), extensionTypes.alpn)
  if (data === undefined) return undefined
  const name = new ByteReader(new ByteReader(data).vector16()).vector8().toString('latin1')
  return /^[\x20-\x7e]{1,255}$/.test(name) ? name : undefined
}
