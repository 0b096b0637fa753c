import { defineDetector } from './define-detector.ts'
import { send } from './steps.ts'

/** memcached over UDP (protocol.txt of its source): a frame header, then `version`; a few bytes back. */
export const memcachedUdp = defineDetector({
  id: 'memcached-udp',
  title: 'memcached over UDP',
  transport: 'udp',
  ports: [11211],
  prevalence: 50,
  maxConnections: 1,
  *detect() {
    const reply = yield send(Buffer.concat([frame, Buffer.from('version\r\n')]))
    if (!reply.bytes.subarray(0, 2).equals(frame.subarray(0, 2))) return undefined
    const text = reply.bytes.toString('latin1', frame.length, 100)
    const version = /^VERSION (\S{1,50})/.exec(text)?.[1]
    if (version === undefined) return undefined
    return {
      service: 'memcached',
      confidence: 100,
      evidence: `version ${version}`,
      clues: [{ field: 'memcached.version', text: version }],
      isAnonymousAllowed: true,
      extra: { serverVersion: version },
    }
  },
})

/** Request, number of this datagram, how many there are, reserved; two bytes each. */
const frame = Buffer.from('5744000000010000', 'hex')
