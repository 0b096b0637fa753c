import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo } from 'node:net'

export type ReceivedMessage = {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Receiver = AsyncDisposable & {
  readonly url: string
  readonly messages: readonly ReceivedMessage[]
}

/** An HTTP server that keeps what it is sent and answers with `status`, or as the function says. */
export async function startReceiver(status: number | (() => number) = 200): Promise<Receiver> {
  const messages: ReceivedMessage[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (text: string) => (body += text))
    request.on('end', () => {
      messages.push({ path: request.url ?? '', headers: request.headers, body })
      response.writeHead(typeof status === 'number' ? status : status()).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a string or null while it listens.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/callback`,
    messages,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
