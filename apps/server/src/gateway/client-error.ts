import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { type Socket } from 'node:net'
import { AppError, type ErrorCode } from '@windvane/model'
import { describeError } from './describe-error.ts'
import { standingHeaders } from './standing-headers.ts'

/** Answers what Node's parser refused, before there was a request. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  socket.end(rawReply(new AppError(codes[error.code ?? ''] ?? 'malformed_request')))
  socket.destroySoon()
}

/** Nothing but `100-continue` can be expected of this server (RFC 9110 section 10.1.1). */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const error = new AppError('expectation_failed')
  const { headers, body } = describeError(error)
  response.writeHead(error.status, { ...replyHeaders, ...headers }).end(body)
}

const replyHeaders = {
  ...standingHeaders,
  'content-type': 'application/json; charset=utf-8',
  connection: 'close',
}

/** Node's own names for what went wrong; anything else is malformed. */
const codes: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
}

function rawReply(error: AppError): string {
  const { headers, body } = describeError(error)
  const all = {
    ...replyHeaders,
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join('')}\r\n${body}`
}
