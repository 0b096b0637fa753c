import { describe, expect, it } from 'vitest'

import { parseXmppStream } from './xmpp-stream.ts'

const open = `<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" `

function parse(text: string): ReturnType<typeof parseXmppStream> {
  return parseXmppStream(Buffer.from(text))
}

describe('parseXmppStream()', () => {
  it('reads the software that describes itself in the features', () => {
    const caps = `<c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="https://www.igniterealtime.org/projects/openfire/" ver="x"/>`
    const stream = parse(
      `${open}from="host.example" id="1"><stream:features>${caps}</stream:features>`,
    )
    expect(stream).toMatchObject({
      domain: 'host.example',
      capsNode: 'https://www.igniterealtime.org/projects/openfire/',
      features: ['c'],
    })
  })

  it('reads why a server refuses', () => {
    const reason = `<host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text xml:lang='en'>No such host</text>`
    expect(parse(`${open}id=''><stream:error>${reason}</stream:error>`)).toMatchObject({
      error: 'host-unknown',
      errorText: 'No such host',
    })
  })

  it.each(['', '<html>', `${open}to="host.example">`, `<stream:stream id='1'>`])(
    'takes "%s" for no stream of a server',
    (text) => {
      expect(parse(text)).toBeUndefined()
    },
  )
})
