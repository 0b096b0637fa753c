import { type DetectorSteps } from './define-detector.ts'
import { parseHostKey, type SshHostKey } from './ssh-host-key.ts'
import {
  chooseHostKeyAlgorithms,
  chooseKeyExchange,
  type SshKeyExchange,
} from './ssh-key-exchange.ts'
import { toKexInit } from './ssh-kexinit.ts'
import { parseOpening, type SshOpening } from './ssh-opening.ts'
import {
  readSshPayloads,
  readSshStrings,
  sshMessages,
  toSshPacket,
  toSshString,
} from './ssh-packet.ts'
import { isHostKeyProven } from './ssh-proof.ts'
import { reconnect, send } from './steps.ts'

/** How we introduce ourselves. */
export const ourIdentification = 'SSH-2.0-Windvane\r\n'

/** Asks for one host key of each kind: the first on the connection at hand, the others on their own. */
export function* readHostKeys(
  opening: SshOpening,
  limit: number,
): DetectorSteps<readonly SshHostKey[]> {
  const keyExchange = chooseKeyExchange(opening.lists)
  if (!keyExchange) return []
  const hostKeys: SshHostKey[] = []
  const algorithms = chooseHostKeyAlgorithms(opening.lists).slice(0, limit)
  for (const [index, algorithm] of algorithms.entries()) {
    const kexInit = toKexInit(opening.lists, keyExchange.algorithm, algorithm)
    const request = { keyExchange, kexInit }
    const hostKey = yield* index === 0 ? askHere(opening, request) : askAnew(request)
    if (hostKey === 'gone') break
    if (hostKey) hostKeys.push(hostKey)
  }
  return hostKeys
}

type Request = { readonly keyExchange: SshKeyExchange; readonly kexInit: Buffer }

function* askHere(opening: SshOpening, request: Request): DetectorSteps<SshHostKey | undefined> {
  const reply = yield send(toPackets(request), {
    until: (bytes) => isOver(readSshPayloads(bytes)),
    timeoutMs: 2000,
  })
  return findHostKey({ ...opening, payloads: readSshPayloads(reply.bytes) }, request)
}

/** The lists of a server do not change, so that all can be said at once. */
function* askAnew(request: Request): DetectorSteps<SshHostKey | 'gone' | undefined> {
  const { end } = yield reconnect()
  if (end !== 'matched') return 'gone'
  const reply = yield send(Buffer.concat([Buffer.from(ourIdentification), toPackets(request)]), {
    until: (bytes) => isOver(parseOpening(bytes)?.payloads ?? []),
    timeoutMs: 2000,
  })
  const opening = parseOpening(reply.bytes)
  return opening && findHostKey(opening, request)
}

// KEX_ECDH_INIT and KEXDH_INIT share their number.
const keyExchangeInit = Buffer.from([30])

function toPackets({ keyExchange, kexInit }: Request): Buffer {
  const init = Buffer.concat([keyExchangeInit, toSshString(keyExchange.publicValue)])
  return Buffer.concat([toSshPacket(kexInit), toSshPacket(init)])
}

function isOver(payloads: readonly Buffer[]): boolean {
  return payloads.some(([kind]) => kind === sshMessages.kexReply || kind === sshMessages.disconnect)
}

function findHostKey(
  { identification, kexInit, payloads }: SshOpening,
  request: Request,
): SshHostKey | undefined {
  const reply = payloads.find(([kind]) => kind === sshMessages.kexReply)
  const blob = reply && readSshStrings(reply, 1, 1)[0]
  const hostKey = blob && parseHostKey(blob)
  if (!reply || !hostKey) return undefined
  const isProven = isHostKeyProven({
    ourIdentification: ourIdentification.trimEnd(),
    theirIdentification: identification,
    ourKexInit: request.kexInit,
    theirKexInit: kexInit,
    keyExchange: request.keyExchange,
    reply,
  })
  return isProven === undefined ? hostKey : { ...hostKey, isProven }
}
