import { expect, it } from 'vitest'
import { stableBanner } from './stable-banner.ts'
import { makeService } from './test-report.ts'

const said = (banner: string) => stableBanner(makeService({ banner }))
const sent = (bytes: string) =>
  stableBanner(makeService({ bannerRaw: Buffer.from(bytes, 'latin1').toString('base64') }))

it.each([
  ['220 (vsFTPd 3.0.3)'],
  ['SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10'],
  ['SSH-2.0-OpenSSH_for_Windows_8.1'],
  ['220 mail.example.com ESMTP Postfix (3.7.11)'],
  ['+OK Dovecot (Debian) ready.'],
  ['* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE] Dovecot ready.'],
  ['@RSYNCD: 32.0 sha512 sha256 sha1 md5 md4'],
  ['VERSION 1.6.18'],
  ['RFB 003.008'],
  [':irc.example.com NOTICE * :*** Looking up your hostname'],
])('leaves %s as it is', (banner) => {
  expect(said(banner)).toBe(banner)
})

it.each([
  ['a date', '220 h ESMTP Exim 4.96 Wed, 25 Nov 2026 22:26:02 +0000', '220 h ESMTP Exim 4.96 * *'],
  [
    'a local time',
    '220-Local time is now 09:41. Server port: 21.',
    '220-Local time is now *. Server port: 21.',
  ],
  ['a count of users', '220-You are user number 7 of 50 allowed.', '220-You are * of 50 allowed.'],
  ['the challenge of APOP', '+OK POP3 <1896.697170952@dbc.example>', '+OK POP3 *'],
  ['asctime', 'Wed Nov 25 22:26:02 2026 ready', '* * 2026 ready'],
  ['RFC 3339', 'up since 2026-11-25T22:26:02.123Z', 'up since *'],
  [
    'an identifier',
    '220 mx.example.com ESMTP d9443c01a7336-2b31a3b8c8esi12345678ad.4 - gsmtp',
    '220 mx.example.com ESMTP * - gsmtp',
  ],
  [
    'members of JSON',
    'INFO {"server_id":"NAEXAMPLE","version":"2.10.5","client_id":17,"nonce":"x1"}',
    'INFO {*,"version":"2.10.5",*,*}',
  ],
])('drops %s', (_what, banner, expected) => {
  expect(said(banner)).toBe(expected)
})

it('keeps of a web server the headers that stay, and the title', () => {
  const page = '<html><title>It works</title><body>token=1234</body>'
  const changing = 'Date: x\nSet-Cookie: a=b\nX-Request-Id: 7\nCF-RAY: 1\nContent-Length: 5\n'
  const policy = "Content-Security-Policy: script-src 'nonce-rAnd0mB4se64='"
  expect(said(`HTTP/1.1 200 OK\nServer: nginx\n${changing}${policy}\n\n${page}`)).toBe(
    "HTTP/1.1 200 OK\nServer: nginx\nContent-Security-Policy: script-src 'nonce-*'\n\n" +
      '<title>It works</title>',
  )
})

it('keeps of a binary protocol the lines before the first other byte', () => {
  expect(sent('SSH-2.0-dropbear_2022.83\r\n\x00\x01\xfc\x08\x14')).toBe('SSH-2.0-dropbear_2022.83')
  expect(sent('RFB 003.008\n\x02\x01\x02')).toBe('RFB 003.008')
  expect(sent('\xff\xfd\x25login: ')).toBeUndefined()
  expect(sent('J\x00\n5.5.5-10.11.19-MariaDB\x00abc')).toBeUndefined()
  expect(said('\u{FFFD}\u{FFFD} login:')).toBeUndefined()
  expect(said('')).toBeUndefined()
})

it('comes to an end on text made against its patterns', () => {
  for (const piece of ['a1', '<', '12:', '"_id', 'a', '1', ' ', 'a-', '1.a']) {
    expect(() => said(piece.repeat(4_096 / piece.length))).not.toThrow()
  }
})
