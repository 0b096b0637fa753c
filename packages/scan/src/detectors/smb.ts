import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { type NtlmChallenge, parseNtlmChallenge } from './ntlm.ts'
import {
  parseSmb1Negotiation,
  readSmb1Names,
  type Smb1Names,
  toSmb1Negotiate,
  toSmb1SessionSetup,
} from './smb1-message.ts'
import { hasSmbMessage, readSmb2Reply, smb2Commands, toSmb2Request } from './smb2-message.ts'
import { parseSmb2Negotiation, toSmb2Negotiate } from './smb2-negotiate.ts'
import { toSpnegoNtlmToken } from './spnego.ts'
import { reconnect, send } from './steps.ts'

const usualPort = 445

/**
 * SMB ([MS-SMB2] 2.2.3 to 2.2.6): NEGOTIATE up to 3.1.1, then the NTLM challenge of a SESSION_SETUP that
 * names nobody; on a second connection whether SMB 1 is still spoken. No session comes about.
 */
export const smb = defineDetector({
  id: 'smb',
  title: 'Server Message Block',
  transport: 'tcp',
  ports: [usualPort],
  prevalence: 30,
  maxConnections: 2,
  *detect({ port }) {
    const reply = yield send(toSmb2Negotiate(), { until: hasSmbMessage, timeoutMs: 1500 })
    const negotiation = parseSmb2Negotiation(reply.bytes)
    const challenge = negotiation ? yield* askForChallenge() : undefined
    if (!negotiation && port !== usualPort) return undefined
    const { end } = yield reconnect()
    const smb1 = end === 'matched' ? yield* trySmb1() : undefined
    if (!negotiation && !smb1) return undefined
    const facts = { ...smb1?.signing, ...negotiation, challenge: challenge ?? smb1?.challenge }
    return toMatch({ ...facts, isSmb1Enabled: smb1 !== undefined, names: smb1?.names })
  },
})

type Facts = {
  readonly dialect?: string
  readonly isSmb1Enabled: boolean
  readonly serverGuid?: string
  readonly challenge: NtlmChallenge | undefined
  readonly names: Smb1Names | undefined
}

function* askForChallenge(): DetectorSteps<NtlmChallenge | undefined> {
  const token = toSpnegoNtlmToken()
  const body = Buffer.alloc(24)
  body.writeUInt16LE(25, 0)
  body.writeUInt8(1, 3)
  body.writeUInt16LE(64 + body.length, 12)
  body.writeUInt16LE(token.length, 14)
  const request = toSmb2Request(smb2Commands.sessionSetup, Buffer.concat([body, token]))
  const reply = yield send(request, { until: hasSmbMessage, timeoutMs: 1500 })
  const answer = readSmb2Reply(reply.bytes)
  return answer?.command === smb2Commands.sessionSetup ? parseNtlmChallenge(answer.body) : undefined
}

type Smb1Facts = {
  readonly signing: { readonly isSigningEnabled: boolean; readonly isSigningRequired: boolean }
  readonly challenge?: NtlmChallenge | undefined
  readonly names?: Smb1Names | undefined
}

function* trySmb1(): DetectorSteps<Smb1Facts | undefined> {
  const reply = yield send(toSmb1Negotiate(), { until: hasSmbMessage, timeoutMs: 1500 })
  const negotiation = parseSmb1Negotiation(reply.bytes)
  if (!negotiation) return undefined
  const { hasExtendedSecurity, ...signing } = negotiation
  if (!hasExtendedSecurity) return { signing }
  const setup = yield send(toSmb1SessionSetup(), { until: hasSmbMessage, timeoutMs: 1500 })
  return { signing, challenge: parseNtlmChallenge(setup.bytes), names: readSmb1Names(setup.bytes) }
}

function toMatch({ challenge, names, ...facts }: Facts): Match {
  const hostname = challenge?.dnsComputer ?? challenge?.netbiosComputer
  const dialect = facts.dialect ?? '1.0'
  return {
    service: 'microsoft-ds',
    confidence: 100,
    evidence: `SMB ${dialect} negotiated${facts.isSmb1Enabled ? ', SMB 1 as well' : ''}`,
    clues: nameSoftware(challenge, names),
    ...(hostname === undefined ? {} : { hostname: hostname.toLowerCase() }),
    banner: Buffer.alloc(0),
    extra: { ...facts, dialect, ntlm: challenge, ...names },
  }
}

/** Samba claims to be a Windows 6.1, in NTLM without a build; Windows always tells its own. */
function nameSoftware(
  challenge: NtlmChallenge | undefined,
  names: Smb1Names | undefined,
): readonly Clue[] {
  const version = challenge?.osVersion
  const maker = version?.endsWith('.0') ? 'Samba' : 'Windows'
  const product = names?.nativeLanManager ?? (version === undefined ? undefined : maker)
  const isSamba = product?.startsWith('Samba') ?? false
  return [
    ...(product === undefined ? [] : [{ field: 'smb.native', text: product }]),
    ...(version === undefined || isSamba ? [] : [{ field: 'windows.version', text: version }]),
    ...(names === undefined || isSamba ? [] : [{ field: 'os', text: names.nativeOs }]),
  ]
}
