import { type Socket } from 'node:net'

import { type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { detectService } from '../service/detect-service.ts'
import { serve, toTestTarget } from '../service/test-target.ts'
import { playDetector } from '../service/conversation.ts'
import { detectors } from './index.ts'
import {
  adbMessage,
  afpStatus,
  bgpRefusal,
  cephBanner,
  checkMkReport,
  rpcBindAck,
  rpcServerAlive,
  tdsPreLogin,
  tnsPacket,
  tnsRefusal,
} from './test-replies.ts'

/** Answers each message with the next reply. */
function answer(...replies: readonly (Buffer | string)[]): (socket: Socket) => void {
  return (socket) => {
    const rest = [...replies]
    socket.on('data', () => {
      const reply = rest.shift()
      if (reply === undefined) socket.destroy()
      else socket.write(reply)
    })
  }
}

function greet(greeting: Buffer | string): (socket: Socket) => void {
  return (socket) => socket.write(greeting)
}

/** Examines a server of the test as if it stood on the port where its protocol is usual. */
async function examineAs(
  usualPort: number,
  onConnection: (socket: Socket) => void,
): Promise<ServiceRecord> {
  await using server = await serve(onConnection)
  const target = { ...toTestTarget(server.port, { serverName: 'host.example' }), port: usualPort }
  const { service, failures } = await detectService(target)
  expect(failures).toEqual([])
  expect(server.connections.size).toBeLessThanOrEqual(8)
  return service
}

describe('SQL Server', () => {
  it.each([
    { build: [16, 0, 4115], mode: 3, release: '2022', encryption: 'required' },
    { build: [15, 0, 2000], mode: 0, release: '2019', encryption: 'login-only' },
    { build: [10, 50, 1600], mode: 2, release: '2008 R2', encryption: 'not-supported' },
    { build: [10, 0, 5500], mode: 1, release: '2008', encryption: 'on' },
  ] as const)('of build $build is $release', async ({ build, mode, release, encryption }) => {
    const service = await examineAs(1433, answer(tdsPreLogin(build, mode)))
    expect(service).toMatchObject({
      name: 'ms-sql-s',
      product: `Microsoft SQL Server ${release}`,
      version: build.join('.'),
      extra: { encryption },
    })
  })
})

describe("Oracle's listener", () => {
  it.each([
    [0x0b20_0400, '11.2.0.4.0'],
    [0x0c10_0200, '12.1.0.2.0'],
    [0x1303_0000, '19.3.0.0.0'],
    [352_321_536, '21.0.0.0.0'],
  ])('tells version number %i as %s', async (number, version) => {
    const service = await examineAs(1521, answer(tnsRefusal(number)))
    expect(service).toMatchObject({ name: 'oracle-tns', vendor: 'Oracle', version })
  })

  it('is asked again when it says so, and tells its version in words', async () => {
    const text = '(DESCRIPTION=(TMP=)(VSNNUM=169869568)(ERR=0))'
    const head = [1, 0x34, 0, 1, 8, 0, 0x7f, 0xff, 1, 0, 0, text.length, 0, 24, 13, 1]
    const banner = 'TNSLSNR for Linux: Version 10.2.0.1.0 - Production'
    const accepted = Buffer.concat([tnsPacket(2, head, text), tnsPacket(6, [0, 0], banner)])
    const service = await examineAs(1521, answer(tnsPacket(11, [], ''), accepted))
    expect(service).toMatchObject({ version: '10.2.0.1.0', extra: { banner: banner.slice(0, 37) } })
  })
})

describe("Android's debug bridge", () => {
  it('is open where it describes the device', async () => {
    const banner =
      'device::ro.product.name=sdk;ro.product.model=Box 1;ro.product.device=box;features=cmd,shell_v2'
    const service = await examineAs(5555, answer(adbMessage('CNXN', 0x0100_0001, banner)))
    expect(service).toMatchObject({
      name: 'adb',
      isAnonymousAllowed: true,
      extra: { model: 'Box 1', features: ['cmd', 'shell_v2'] },
    })
  })

  it('is locked where it wants a key', async () => {
    const service = await examineAs(5555, answer(adbMessage('AUTH', 1, 'x'.repeat(20))))
    expect(service).toMatchObject({ name: 'adb', isAuthRequired: true, isAnonymousAllowed: false })
  })
})

describe('Apple Filing Protocol', () => {
  it('tells name, versions, login methods and whether guests may enter', async () => {
    const methods = ['DHX2', 'No User Authent']
    const versions = ['AFP2.2', 'AFPX03', 'AFP3.4']
    const status = afpStatus({ name: 'Files', machine: 'Netatalk3.1.12', versions, methods })
    expect(await examineAs(548, answer(status))).toMatchObject({
      name: 'afp',
      product: 'Netatalk',
      version: '3.1.12',
      isAnonymousAllowed: true,
      extra: {
        serverName: 'Files',
        versions,
        loginMethods: methods,
        signature: '000102030405060708090a0b0c0d0e0f',
      },
    })
  })
})

describe('DCE/RPC', () => {
  it('tells name and addresses of a Windows host', async () => {
    const bindings = ['FILES', '192.0.2.7', '2001:db8::7']
    const service = await examineAs(135, answer(rpcBindAck(), rpcServerAlive(bindings)))
    expect(service).toMatchObject({
      name: 'msrpc',
      hostname: 'files',
      os: 'Windows',
      extra: { isEndpointMapper: true, secondaryAddress: '135', bindings },
    })
  })
})

describe('Smart Install', () => {
  it('is known by the answer of a client', async () => {
    const reply = Buffer.from('000000040000000000000003000000080000000100000000', 'hex')
    expect(await examineAs(4786, answer(reply))).toMatchObject({ name: 'smart-install' })
  })
})

describe('a server that speaks first', () => {
  it.each([
    ['ceph', greet(cephBanner()), { messenger: 2, supportedFeatures: '0000000000000003' }],
    ['ceph', greet('ceph v027\0\0\0\0'), { messenger: 1 }],
    ['bgp', greet(bgpRefusal()), { errorCode: 6, errorSubcode: 5 }],
    ['check-mk-agent', greet(checkMkReport), { serverVersion: '2.2.0p12', hostName: 'files' }],
  ] as const)('is known as %s on any port', async (name, onConnection, extra) => {
    const service = await examineAs(40_000, onConnection)
    expect(service).toMatchObject({ name, method: 'banner', extra })
  })
})

describe('an error that names the protocol', () => {
  it('leads to Cassandra from a request of another protocol', async () => {
    const text = 'Invalid or unsupported protocol version (71); supported versions are (3/v3, 4/v4)'
    const head = Buffer.from([0x84, 0, 0, 0, 0, 0, 0, 0, text.length + 6, 0, 0, 0, 10, 0])
    const error = Buffer.concat([head, Buffer.from([text.length]), Buffer.from(text)])
    const service = await examineAs(40_000, answer(error, error))
    expect(service).toMatchObject({ name: 'cassandra', product: 'Apache Cassandra' })
  })
})

describe('an echo service', () => {
  const asking = detectors.filter(
    ({ id, transport, matchBanner }) => id !== 'echo' && transport === 'tcp' && !matchBanner,
  )
  it.each(asking)('is not $id', async (detector) => {
    const match = await playDetector(
      detector.detect({ host: 'host.example', port: 7, tunnel: 'none' }),
      {
        perform: (step) => {
          const bytes = step.kind === 'exchange' ? (step.send ?? Buffer.alloc(0)) : Buffer.alloc(0)
          return Promise.resolve({ bytes, end: 'idle' })
        },
      },
    )
    expect(match).toBeUndefined()
  })
})
