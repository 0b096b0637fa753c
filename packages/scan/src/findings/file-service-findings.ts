import { defineFinding } from './define-finding.ts'
import { readFact, whereNamed } from './service-facts.ts'

/** Findings about services that hand out files: SMB, FTP, rsync. */
export const fileServiceFindings = [
  defineFinding({
    id: 'smb1-enabled',
    title: 'SMB 1 is spoken',
    severity: 'high',
    description:
      'Version 1 has no protection against a man in the middle and was the way of WannaCry (MS17-010). Turn it off.',
    ofService: whereNamed('microsoft-ds', ({ extra, evidence }) =>
      extra['isSmb1Enabled'] === true ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'smb-signing-not-required',
    title: 'SMB does not insist on signed messages',
    severity: 'medium',
    description:
      'Logins can be relayed to the server by a man in the middle. Require signing ([MS-SMB2] 2.2.4).',
    ofService: whereNamed(['microsoft-ds', 'netbios-ssn'], ({ extra }) => {
      if (extra['isSigningRequired'] !== false) return undefined
      return extra['isSigningEnabled'] === true
        ? 'signing is possible and not required'
        : 'signing is off'
    }),
  }),
  defineFinding({
    id: 'ftp-anonymous-offered',
    title: 'FTP offers anonymous access',
    severity: 'medium',
    description:
      'The greeting invites everybody. See that nothing can be read or written that is not meant for all.',
    ofService: whereNamed('ftp', ({ isAnonymousAllowed, evidence }) =>
      isAnonymousAllowed === true ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'ftp-no-tls',
    title: 'FTP offers no TLS',
    severity: 'medium',
    description:
      'Passwords and files cross the network in clear. Turn on AUTH TLS (RFC 4217) or use SFTP.',
    ofService: whereNamed('ftp', ({ tunnel, extra, evidence }) =>
      tunnel === 'none' && extra['hasTls'] === false ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'rsync-open-module',
    title: 'rsync hands out a module without a password',
    severity: 'high',
    description:
      'Anybody who reaches the port reads the files of the module, and writes them unless it is read only. Set "auth users" and "hosts allow".',
    ofService: whereNamed('rsync', ({ extra }) => listModules(extra['modules'], 'open')),
  }),
  defineFinding({
    id: 'rsync-modules-listed',
    title: 'rsync lists its modules to everybody',
    severity: 'info',
    description:
      'Names and comments of modules are public. Set "list = no" where they need not be.',
    ofService: whereNamed('rsync', ({ extra }) => listModules(extra['modules'])),
  }),
] as const

function listModules(modules: unknown, access?: string): string | undefined {
  if (!Array.isArray(modules)) return undefined
  const names = modules
    .filter((module) => access === undefined || readFact(module, 'access') === access)
    .map((module) => String(readFact(module, 'name')))
  return names.length > 0 ? `modules ${names.slice(0, 20).join(', ')}` : undefined
}
