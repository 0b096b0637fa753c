import { describe, expect, it } from 'vitest'

import { identifySoftware } from '../identify-software.ts'

/** Texts as the programs write them; those of our recordings are tried with their transcripts. */
describe('the rules of text protocols', () => {
  it.each([
    ['irc.version', 'UnrealIRCd-6.1.4', ['UnrealIRCd', '6.1.4']],
    ['irc.version', 'Unreal3.2.8.1', ['UnrealIRCd', '3.2.8.1']],
    ['irc.version', 'solanum-1.0-dev', ['Solanum', '1.0']],
    ['irc.version', 'ergo-v2.13.0', ['Ergo', '2.13.0']],
    ['xmpp.caps', 'http://www.process-one.net/en/ejabberd/', ['ejabberd', undefined]],
    ['xmpp.caps', 'https://www.igniterealtime.org/projects/openfire/', ['Openfire', undefined]],
    ['xmpp.error', 'This server does not serve 192.0.2.1', ['Prosody', undefined]],
    ['sip.server', 'Asterisk PBX 18.10.0~dfsg', ['Asterisk', '18.10.0']],
    ['sip.server', 'FPBX-16.0.40(18.13.0)', ['Asterisk', '18.13.0']],
    ['sip.server', 'OpenSIPS (3.2.9 (x86_64/linux))', ['OpenSIPS', '3.2.9']],
    ['sip.server', 'FreeSWITCH-mod_sofia/1.10.9-release', ['FreeSWITCH', '1.10.9']],
    ['rtsp.server', 'LIVE555 Streaming Media v2021.05.03', ['LIVE555', '2021.05.03']],
    ['rtsp.server', 'gortsplib', ['MediaMTX', undefined]],
    ['sieve.implementation', 'Cyrus timsieved v3.6.1', ['Cyrus IMAP', '3.6.1']],
    [
      'zookeeper.version',
      '3.4.13-2d71af4dbe22557fda74f9a9b4309b15a7487f03',
      ['Apache ZooKeeper', '3.4.13'],
    ],
    ['svn.product', 'subversion', ['Subversion', undefined]],
    ['git.error', 'no such repository', [undefined, undefined]],
  ])('read %s "%s"', (field, text, expected) => {
    const software = identifySoftware([{ field, text }])
    expect([software.product, software.version]).toEqual(expected)
  })
})
