import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import { type Duplex } from 'node:stream'
import { AppError, type ErrorCode } from '@windvane/model'
import { describeError } from './describe-error.ts'
import { standingHeaders } from './standing-headers.ts'

/** Answers what Node's HTTP server refuses by itself, before there is a request to handle. */
export function answerClientErrors(server: Server): void {
  const latest = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request, response) => latest.set(request.socket, response))
  server.on('checkExpectation', answerExpectation)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const response = latest.get(socket)
    if (response === undefined || !isBeingAnswered(response)) return answer(error, socket)
    response.once('close', () => answer(error, socket))
  })
}

/** Whether the bytes at fault come after a whole request that still waits for its reply. */
function isBeingAnswered(response: ServerResponse): boolean {
  return response.req.complete && !response.writableFinished
}

function answer(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const reply = rawReply(new AppError(codes[error.code ?? ''] ?? 'malformed_request'))
  socket.end(reply, () => socket.destroy())
}

/** Answers a client that could have gone on as a WebSocket. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode): void {
  socket.end(rawReply(new AppError(code)), () => socket.destroy())
}

/** Node's own names for what went wrong; anything else is malformed. */
const codes: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
}

/** Nothing but `100-continue` can be expected of this server (RFC 9110 section 10.1.1). */
function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const { status, headers, body } = toReply(new AppError('expectation_failed'))
  response.writeHead(status, headers).end(body)
}

function rawReply(error: AppError): string {
  const { status, headers, body } = toReply(error)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}

function toReply(error: AppError) {
  const { headers, body } = describeError(error)
  const contentHeaders = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  return {
    status: error.status,
    headers: { ...standingHeaders, ...headers, ...contentHeaders },
    body,
  }
}
