import { type Socket } from 'node:net'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { detectService } from '../service/detect-service.ts'
import { serve, toTestTarget } from '../service/test-target.ts'
import { readBson, writeBson } from './bson.ts'

const opMsg = 2013

/** A server of the wire protocol's OP_MSG that knows `hello` and `buildInfo`. */
function answerCommands(socket: Socket): void {
  socket.on('data', (bytes) => {
    if (bytes.length < 21 || bytes.readInt32LE(12) !== opMsg) {
      socket.destroy()
      return
    }
    const command = readBson(bytes.subarray(21)) ?? {}
    const isBuildInfo = 'buildInfo' in command
    const reply = writeBson(
      isBuildInfo ? { version: '7.0.5', ok: 1 } : { maxWireVersion: 21, ok: 1 },
    )
    const head = Buffer.alloc(21)
    head.writeInt32LE(head.length + reply.length, 0)
    head.writeInt32LE(bytes.readInt32LE(4), 8)
    head.writeInt32LE(opMsg, 12)
    socket.write(Buffer.concat([head, reply]))
  })
}

describe('mongodb', () => {
  it('is named with its version on any port', async () => {
    await using server = await serve(answerCommands)
    const { service } = await detectService(toTestTarget(server.port))
    expect(service).toMatchObject({
      name: 'mongodb',
      product: 'MongoDB',
      version: '7.0.5',
      extra: { maxWireVersion: 21 },
    })
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
