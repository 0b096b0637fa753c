import { type AddressInfo } from 'node:net'
import { type FastifyInstance } from 'fastify'
import { type Context } from './context.ts'
import { createServer } from './gateway/server.ts'
import * as routes from './routes/index.ts'

export type RunningServer = AsyncDisposable & { readonly url: string }

/** How long requests under way may take to finish when the server stops (reliability.md P11). */
const drainMs = 15_000

/** Listens until it is disposed: then what is under way finishes and nothing new is taken. */
export async function startServer(context: Context): Promise<RunningServer> {
  const app = await createServer(context, Object.values(routes))
  const { host, port } = context.config
  await app.listen({ host, port }).catch((error: unknown) => {
    throw explainListenFailure(error, `${host}:${port}`)
  })
  return { url: toUrl(app.server.address()), [Symbol.asyncDispose]: () => drain(app) }
}

async function drain(app: FastifyInstance): Promise<void> {
  // A connection that was busy when the server began to stop is idle once its reply is out.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 100)
  const limit = setTimeout(() => app.server.closeAllConnections(), drainMs)
  await app.close()
  clearInterval(sweep)
  clearTimeout(limit)
}

function explainListenFailure(error: unknown, address: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new Error(`Cannot listen on ${address}: the port is taken. Set PORT to another one`, {
      cause: error,
    })
  }
  if (code !== 'EACCES' && code !== 'EADDRNOTAVAIL') return error
  return new Error(`Cannot listen on ${address}: ${code}`, { cause: error })
}

function toUrl(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new TypeError('not listening on TCP')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
