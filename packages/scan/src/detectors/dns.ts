import { defineDetector } from './define-detector.ts'
import { askNameServer } from './dns-dialogue.ts'
import { receive, send } from './steps.ts'

/** DNS over TCP (RFC 7766), also inside TLS (RFC 7858). */
export const dns = defineDetector({
  id: 'dns',
  title: 'Domain Name System',
  transport: 'tcp',
  ports: [53],
  tlsPorts: [853],
  prevalence: 40,
  maxConnections: 1,
  detect: () =>
    askNameServer({
      ask: (query) => send(frame(query), patience),
      wait: () => receive(patience),
      read: (bytes) => bytes.subarray(2, hasMessage(bytes) ? 2 + bytes.readUInt16BE(0) : 0),
      goesOnWhenSilent: false,
    }),
})

const patience = { until: hasMessage, timeoutMs: 2000 }

function frame(message: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

function hasMessage(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)
}
