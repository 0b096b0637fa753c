import { defineFinding } from './define-finding.ts'
import { listTexts, readFact, whereAnonymous, whereNamed } from './service-facts.ts'

/** Findings about shells and desktops: SSH, Telnet, the r-commands, RDP, VNC. */
export const remoteAccessFindings = [
  defineFinding({
    id: 'telnet-open',
    title: 'Telnet is offered',
    severity: 'high',
    description: 'Passwords cross the network in clear. Use SSH and close the port.',
    ofService: whereNamed('telnet', ({ evidence }) => evidence),
  }),
  defineFinding({
    id: 'telnet-no-login',
    title: 'Telnet gives a prompt without a login',
    severity: 'critical',
    description:
      'A prompt came without a question for a name or a password: anybody who reaches the port may command the device. Close the port.',
    ofService: whereAnonymous('telnet'),
  }),
  defineFinding({
    id: 'r-services',
    title: 'An r-command is offered',
    severity: 'high',
    description:
      'rlogin, rsh and rexec trust addresses or send passwords in clear. Use SSH and close the port.',
    ofService: whereNamed(['login', 'shell', 'exec', 'rlogin', 'rsh', 'rexec'], (service) => {
      return `${service.name}: ${service.evidence}`
    }),
  }),
  defineFinding({
    id: 'ssh-version-1',
    title: 'SSH takes protocol version 1',
    severity: 'high',
    description:
      'Version 1 of the protocol lets a man in the middle read and change sessions (RFC 4253 has replaced it). Turn it off.',
    ofService: whereNamed('ssh', ({ extra, evidence }) =>
      String(extra['protocol']).startsWith('1.') ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'ssh-terrapin',
    title: 'SSH is open to the Terrapin attack',
    severity: 'medium',
    description:
      'A man in the middle can cut messages from the start of a session (CVE-2023-48795). Update the server, or turn off ChaCha20-Poly1305 and the MACs of the kind encrypt-then-MAC.',
    ofService: whereNamed('ssh', ({ extra }) =>
      extra['isTerrapinVulnerable'] === true
        ? 'ChaCha20-Poly1305 or CBC with encrypt-then-MAC is offered without strict key exchange'
        : undefined,
    ),
  }),
  defineFinding({
    id: 'ssh-broken-algorithms',
    title: 'SSH offers broken algorithms',
    severity: 'medium',
    description:
      'Groups of 1,024 bits, RC4, DES, MD5 and DSA are within reach of an attacker. Take them out of the configuration.',
    ofService: whereNamed('ssh', ({ extra }) => listAlgorithms(extra, isBroken)),
  }),
  defineFinding({
    id: 'ssh-legacy-algorithms',
    title: 'SSH offers algorithms that are deprecated',
    severity: 'low',
    description:
      'CBC ciphers, SHA-1 in key exchange or signatures and short tags are kept for old clients only (RFC 8332, RFC 9142). Take them out where no such client is left.',
    ofService: whereNamed('ssh', ({ extra }) => listAlgorithms(extra, (name) => !isBroken(name))),
  }),
  defineFinding({
    id: 'ssh-weak-host-key',
    title: 'SSH host key is weak',
    severity: 'medium',
    description:
      'A DSA key or an RSA key below 2,048 bits may be computed, and the server then impersonated (NIST SP 800-131A). Make a new key.',
    ofService: whereNamed('ssh', ({ extra }) => {
      const weak = listHostKeys(extra).filter(isWeakKey)
      return weak.length > 0 ? weak.map(describeKey).join(', ') : undefined
    }),
  }),
  defineFinding({
    id: 'ssh-host-key-unproven',
    title: 'SSH shows a host key that it cannot sign with',
    severity: 'medium',
    description:
      'The signature of the key exchange does not fit the key: somebody is in the middle, or the host pretends to be another.',
    ofService: whereNamed('ssh', ({ extra }) => {
      const unproven = listHostKeys(extra).filter((key) => readFact(key, 'isProven') === false)
      return unproven.length > 0 ? unproven.map(describeKey).join(', ') : undefined
    }),
  }),
  defineFinding({
    id: 'rdp-no-nla',
    title: 'RDP does not insist on network level authentication',
    severity: 'medium',
    description:
      'Anybody gets a login screen and with it the code behind it before any password is asked for. Require network level authentication.',
    ofService: whereNamed('ms-wbt-server', ({ extra }) => {
      if (extra['isNlaRequired'] !== false) return undefined
      const taken = ['rdp', 'tls'].filter((mode) => readFact(extra['security'], mode) === true)
      return `takes security ${taken.join(' and ')}`
    }),
  }),
  defineFinding({
    id: 'rdp-standard-security',
    title: 'RDP takes its old security without TLS',
    severity: 'medium',
    description:
      "RDP's own encryption does not prove who the server is: a man in the middle reads the password. Require TLS.",
    ofService: whereNamed('ms-wbt-server', ({ extra }) => {
      if (readFact(extra['security'], 'rdp') !== true) return undefined
      const method = extra['encryptionMethod']
      return typeof method === 'string' ? `encryption ${method}` : 'security rdp is taken'
    }),
  }),
  defineFinding({
    id: 'vnc-no-authentication',
    title: 'VNC asks for no password',
    severity: 'critical',
    description:
      'Anybody who reaches the port sees the screen and has keyboard and mouse. Set a password and reach the port through SSH or a VPN.',
    ofService: whereNamed('vnc', ({ isAnonymousAllowed, extra }) =>
      isAnonymousAllowed === true
        ? `security types ${listTexts(extra, 'securityTypes').join(', ')}`
        : undefined,
    ),
  }),
  defineFinding({
    id: 'vnc-unencrypted',
    title: 'VNC offers no encryption',
    severity: 'medium',
    description:
      'Screen and keys cross the network in clear, and of a password only 8 characters count (RFC 6143 7.2.2). Reach the port through SSH or a VPN.',
    ofService: whereNamed('vnc', ({ tunnel, extra }) => {
      const types = listTexts(extra, 'securityTypes')
      const isPlain = types.every((type) => ['none', 'vnc-authentication', 'tight'].includes(type))
      return tunnel === 'none' && types.length > 0 && isPlain
        ? `security types ${types.join(', ')}`
        : undefined
    }),
  }),
] as const

const brokenAlgorithms =
  /^(?:rsa1024-sha1|diffie-hellman-group1-sha1|arcfour.*|3?des.*|none|hmac-md5.*|ssh-dss.*)$/

function isBroken(name: string): boolean {
  return brokenAlgorithms.test(name)
}

function listAlgorithms(
  extra: Readonly<Record<string, unknown>>,
  isWanted: (name: string) => boolean,
): string | undefined {
  const kinds = ['kex', 'hostKey', 'cipher', 'mac']
  const names = kinds
    .flatMap((kind) => listTexts(extra['weakAlgorithms'], kind))
    .filter((name) => isWanted(name))
  return names.length > 0 ? names.join(', ') : undefined
}

function listHostKeys(extra: Readonly<Record<string, unknown>>): readonly unknown[] {
  const keys = extra['hostKeys']
  return Array.isArray(keys) ? keys : []
}

function isWeakKey(key: unknown): boolean {
  const bits = readFact(key, 'bits')
  const type = readFact(key, 'type')
  return type === 'ssh-dss' || (type === 'ssh-rsa' && typeof bits === 'number' && bits < 2048)
}

function describeKey(key: unknown): string {
  const parts = ['type', 'bits', 'sha256'].map((name) => readFact(key, name))
  return parts
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .map((part) => `${part}`)
    .join(' ')
}
