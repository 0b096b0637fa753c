import { createServer, type AddressInfo } from 'node:net'
import { type ConnectOutcome, type ConnectTransport } from './connect-transport.ts'
import { findHandleTransport } from './handle-transport.ts'
import { netTransport } from './net-transport.ts'

let chosen: Promise<ConnectTransport> | undefined

/** The fastest transport that works in this process; tested once, on this machine's loopback. */
export async function chooseTransport(): Promise<ConnectTransport> {
  chosen ??= choose()
  return await chosen
}

async function choose(): Promise<ConnectTransport> {
  const fast = await findHandleTransport()
  return fast !== undefined && (await passesSelfTest(fast)) ? fast : netTransport
}

const selfTestMs = 1000

/** Whether a transport tells an open port of ours from the same port closed. */
export async function passesSelfTest(transport: ConnectTransport): Promise<boolean> {
  const server = createServer((socket) => socket.on('error', () => undefined).destroy())
  const listening = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(0, '127.0.0.1', () => resolve(true))
  })
  if (!(await listening)) return false
  // A server that listens on TCP has an AddressInfo.
  const { port } = server.address() as AddressInfo
  const whileOpen = await tryConnect(transport, port)
  await new Promise((resolve) => server.close(resolve))
  const whileClosed = await tryConnect(transport, port)
  return whileOpen === 'open' && whileClosed === 'closed'
}

async function tryConnect(
  transport: ConnectTransport,
  port: number,
): Promise<ConnectOutcome['state'] | undefined> {
  const { promise, resolve } = Promise.withResolvers<ConnectOutcome['state'] | undefined>()
  try {
    const target = { address: '127.0.0.1', port }
    const cancel = transport.connect(target, ({ state }) => resolve(state))
    const timer = setTimeout(() => resolve(undefined), selfTestMs)
    const state = await promise
    clearTimeout(timer)
    if (state === undefined) cancel()
    return state
  } catch {
    return undefined
  }
}
