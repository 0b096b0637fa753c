import { lookup } from 'node:dns/promises'
import { isIP, type Socket } from 'node:net'
import { AppError } from '@windvane/model'
import { buildConnector } from 'undici'
import { type AddressPolicy } from '../scans/address-policy.ts'

/** Every address of a name, as the system resolves it. */
export type LookUp = (hostname: string) => Promise<readonly string[]>

/**
 * A connector for undici that resolves the name once, refuses it when any of its addresses may not be
 * touched, connects to an address it has judged, and judges the address of the open socket again.
 */
export function connectChecked(
  policy: AddressPolicy,
  lookUp: LookUp = lookUpAll,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    maxCachedSessions: 0,
  })
  const ports = { connect, policy, lookUp }
  return (destination, callback) => void connectThen(ports, destination, callback)
}

type Ports = {
  readonly connect: buildConnector.connector
  readonly policy: AddressPolicy
  readonly lookUp: LookUp
}

async function connectThen(
  ports: Ports,
  destination: buildConnector.Options,
  callback: buildConnector.Callback,
): Promise<void> {
  try {
    const socket = await openChecked(ports, destination)
    callback(null, socket)
  } catch (error) {
    callback(toError(error), null)
  }
}

async function openChecked(ports: Ports, destination: buildConnector.Options): Promise<Socket> {
  const host = destination.hostname.replace(/^\[(.*)\]$/, '$1')
  const address = await resolveChecked(ports, host)
  // The certificate is checked against the name, not the address.
  const servername = isIP(host) === 0 ? { servername: host } : {}
  const socket = await open(ports.connect, { ...destination, hostname: address, ...servername })
  if (ports.policy.refusal(socket.remoteAddress ?? '') === undefined) return socket
  socket.destroy()
  throw refused()
}

/** reliability.md J1. Counts for the TLS handshake too. */
const connectTimeoutMs = 5_000

async function lookUpAll(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, order: 'verbatim' })
  return found.map(({ address }) => address)
}

async function resolveChecked({ policy, lookUp }: Ports, host: string): Promise<string> {
  const isName = isIP(host) === 0
  if (isName && policy.nameRefusal(host) !== undefined) throw refused()
  const addresses = isName ? await lookUp(host) : [host]
  const [first] = addresses
  if (first === undefined || addresses.some((address) => policy.refusal(address) !== undefined)) {
    throw refused()
  }
  // IPv4 first: a host without a route to IPv6 still resolves its names.
  return addresses.find((address) => isIP(address) === 4) ?? first
}

/** The one error of every refused destination: it never tells what was found there. */
function refused(): AppError {
  return new AppError('webhook_refused', { reason: 'destination not allowed' })
}

function open(connect: buildConnector.connector, options: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connect(options, (error, socket) => (error ? reject(error) : resolve(socket)))
  })
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
