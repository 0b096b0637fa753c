import { type ServiceRecord } from '@windvane/model'
import { defineFinding } from './define-finding.ts'
import { listTexts, whereNamed } from './service-facts.ts'

/** Findings about mail servers. */
export const mailFindings = [
  defineFinding({
    id: 'smtp-clear-login',
    title: 'SMTP takes passwords in clear and offers no TLS',
    severity: 'medium',
    description:
      'AUTH PLAIN or LOGIN is offered on a connection that cannot be encrypted. Turn on STARTTLS and offer AUTH only after it.',
    ofService: whereNamed('smtp', (service) =>
      service.extra['hasTls'] === false ? clearMechanisms(service, 'authMechanisms') : undefined,
    ),
  }),
  defineFinding({
    id: 'smtp-login-before-tls',
    title: 'SMTP offers a login before STARTTLS',
    severity: 'low',
    description:
      'A client that does not insist on TLS sends its password in clear. Offer AUTH only after STARTTLS.',
    ofService: whereNamed('smtp', (service) =>
      service.extra['hasTls'] === true ? clearMechanisms(service, 'authMechanisms') : undefined,
    ),
  }),
  defineFinding({
    id: 'smtp-no-tls',
    title: 'SMTP offers no STARTTLS',
    severity: 'low',
    description: 'Mail crosses the network in clear. Turn on STARTTLS (RFC 3207).',
    ofService: whereNamed('smtp', ({ tunnel, extra, evidence }) =>
      tunnel === 'none' && extra['hasTls'] === false && lacks(extra['capabilities'], 'STARTTLS')
        ? evidence
        : undefined,
    ),
  }),
  defineFinding({
    id: 'smtp-vrfy',
    title: 'SMTP offers VRFY',
    severity: 'info',
    description:
      'With VRFY names of users may be guessed one by one (RFC 5321 7.3). Turn it off where nobody needs it.',
    ofService: whereNamed('smtp', ({ extra }) =>
      listTexts(extra, 'capabilities').includes('VRFY') ? 'VRFY in the answer to EHLO' : undefined,
    ),
  }),
  defineFinding({
    id: 'imap-clear-login',
    title: 'IMAP takes passwords in clear',
    severity: 'medium',
    description:
      'LOGIN or PLAIN works without TLS. Turn on STARTTLS and disable logins before it (LOGINDISABLED, RFC 9051 7.2.2).',
    ofService: whereNamed('imap', ({ tunnel, extra }) => {
      const capabilities = listTexts(extra, 'capabilities')
      const isOpen = capabilities.length > 0 && !capabilities.includes('LOGINDISABLED')
      return tunnel === 'none' && isOpen ? 'no LOGINDISABLED before TLS' : undefined
    }),
  }),
  defineFinding({
    id: 'pop3-clear-login',
    title: 'POP3 takes passwords in clear',
    severity: 'medium',
    description: 'USER or PLAIN works without TLS. Turn on STLS and disable logins before it.',
    ofService: whereNamed('pop3', ({ tunnel, extra }) => {
      const capabilities = listTexts(extra, 'capabilities')
      const clear = capabilities.filter(
        (line) => line === 'USER' || /^SASL\b.*\bPLAIN\b/.test(line),
      )
      return tunnel === 'none' && clear.length > 0 ? clear.join(', ') : undefined
    }),
  }),
  defineFinding({
    id: 'imap-preauthenticated',
    title: 'IMAP lets everybody in',
    severity: 'critical',
    description:
      'The greeting is PREAUTH: the connection is logged in before a password was asked for (RFC 9051 7.1.4).',
    ofService: whereNamed('imap', ({ isAnonymousAllowed, evidence }) =>
      isAnonymousAllowed === true ? evidence : undefined,
    ),
  }),
] as const

function clearMechanisms({ tunnel, extra }: ServiceRecord, key: string): string | undefined {
  const clear = listTexts(extra, key).filter((name) => name === 'PLAIN' || name === 'LOGIN')
  return tunnel === 'none' && clear.length > 0 ? `AUTH ${clear.join(' ')}` : undefined
}

/** Whether a list was told and a word is not in it. */
function lacks(list: unknown, word: string): boolean {
  if (!Array.isArray(list) || list.length === 0) return false
  return !list.some((entry) => typeof entry === 'string' && entry.toUpperCase() === word)
}
