import { type Socket } from 'node:net'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { detectService } from '../service/detect-service.ts'
import { serve, toTestTarget } from '../service/test-target.ts'
import { type BsonDocument, readBson, writeBson } from './bson.ts'

const opMsg = 2013

/** A server of the wire protocol's OP_MSG that knows the commands of the dialogue. */
function answerCommands(socket: Socket, hasLogins: boolean): void {
  socket.on('data', (bytes) => {
    if (bytes.length < 21 || bytes.readInt32LE(12) !== opMsg) {
      socket.destroy()
      return
    }
    const reply = answer(readBson(bytes.subarray(21)) ?? {}, hasLogins)
    const head = Buffer.alloc(21)
    head.writeInt32LE(head.length + reply.length, 0)
    head.writeInt32LE(bytes.readInt32LE(4), 8)
    head.writeInt32LE(opMsg, 12)
    socket.write(Buffer.concat([head, reply]))
  })
}

function answer(command: BsonDocument, hasLogins: boolean): Buffer {
  if ('buildInfo' in command) return writeBson({ version: '7.0.5', ok: 1 })
  if ('hello' in command) return writeBson({ maxWireVersion: 21, ok: 1 })
  if (hasLogins) return writeBson({ ok: 0, errmsg: 'requires authentication', code: 13 })
  expect(command).toMatchObject({ listDatabases: 1, nameOnly: true })
  return databaseList
}

/** `databases` as an array of two documents. */
const databaseList = Buffer.from(
  [
    '4a00000004646174616261736573003200000003300015000000026e616d65000600000061646d69',
    '6e000003310012000000026e616d6500030000006462000000106f6b000100000000',
  ].join(''),
  'hex',
)

describe('mongodb', () => {
  it('is named with its version on any port, and its logins are noticed', async () => {
    await using server = await serve((socket) => answerCommands(socket, true))
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({
      name: 'mongodb',
      product: 'MongoDB',
      version: '7.0.5',
      isAuthRequired: true,
      isAnonymousAllowed: false,
      extra: { maxWireVersion: 21 },
    })
  })

  it('is seen to be open to everybody when it lists its databases', async () => {
    await using server = await serve((socket) => answerCommands(socket, false))
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({ isAnonymousAllowed: true, extra: { databaseCount: 2 } })
    expect(JSON.stringify(service.extra)).not.toContain('admin')
  })
})

describe('readBson()', () => {
  it('reads what writeBson() writes', () => {
    const name = fc.stringMatching(/^[a-z]{1,10}$/)
    const value = fc.oneof(fc.integer(), fc.stringMatching(/^\w{0,20}$/))
    fc.assert(
      fc.property(fc.dictionary(name, value), (document) => {
        expect({ ...readBson(writeBson(document)) }).toEqual({ ...document })
      }),
    )
  })

  it('refuses documents that nest without end', () => {
    const nest = (inner: Buffer): Buffer => {
      const bytes = Buffer.concat([
        Buffer.alloc(4),
        Buffer.from('\u0003a\0'),
        inner,
        Buffer.alloc(1),
      ])
      bytes.writeInt32LE(bytes.length)
      return bytes
    }
    let document = writeBson({ a: 1 })
    for (let depth = 0; depth < 1000; depth++) document = nest(document)
    expect(readBson(document)).toBeUndefined()
  })
})
