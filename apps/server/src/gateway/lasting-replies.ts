import { type Endpoint } from '@windvane/api'
import { AppError } from '@windvane/model'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Identity } from '../accounts/identity.ts'
import { type Context } from '../context.ts'
import { identityOf } from './caller.ts'
import { createCredentialWatch } from './credential-watch.ts'
import {
  type DocumentReply,
  type EventsReply,
  type FileReply,
  type SocketReply,
} from './define-route.ts'
import { createPlaces, type Places } from './places.ts'
import { sendDocument } from './send-document.ts'
import { eventHeaders, sendEvents } from './send-events.ts'
import { sendFile } from './send-file.ts'
import { sendMessages } from './send-messages.ts'
import { upgradeOf } from './upgrades.ts'

/** A reply that takes as long as its reader likes. */
export type LastingReply = DocumentReply | EventsReply | SocketReply | FileReply

export type LastingReplies = {
  /** Before the handler: throws when there is no room, or for what is no WebSocket. */
  readonly prepare: (sends: Sends, request: FastifyRequest, reply: FastifyReply) => void
  readonly send: (
    answer: LastingReply,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => FastifyReply | Promise<void> | void
}

type Sends = NonNullable<Endpoint['sends']>

/** reliability.md 2.7 has no figure for them. */
const placeLimits = {
  document: { perCaller: 4, inAll: 16 },
  events: { perCaller: 4, inAll: 200 },
  socket: { perCaller: 4, inAll: 200 },
  // Each holds a chunk of 128 KiB and what the socket has taken on.
  file: { perCaller: 4, inAll: 200 },
} as const

/** Sends them as long as there is room, the credential is good and the server runs. */
export function createLastingReplies(app: FastifyInstance, context: Context): LastingReplies {
  const { log } = context
  const places = {
    document: createPlaces(placeLimits.document),
    events: createPlaces(placeLimits.events),
    socket: createPlaces(placeLimits.socket),
    file: createPlaces(placeLimits.file),
  }
  const credentials = createCredentialWatch(context.accounts)
  const closing = new AbortController()
  app.addHook('preClose', (done) => {
    closing.abort()
    done()
  })

  return {
    // Who opens a socket is known only when its ticket is redeemed, and whether a file is streamed only
    // when it is answered: they take their places then.
    prepare: (sends, request, reply) => {
      if (sends === 'socket') requireUpgrade(request, reply)
      else if (sends !== 'file') holdPlace(places[sends], request, reply)
    },
    send: (answer, request, reply) => {
      if ('document' in answer) return sendDocument(reply, answer.document)
      if (request.method === 'HEAD' && isStream(answer)) return sendHead(reply, answer)
      if ('headers' in answer) {
        if (typeof answer.file === 'function') holdPlace(places.file, request, reply)
        return sendFile(reply, { answer, timeoutMs: context.config.sendTimeoutMs, log })
      }
      if ('messages' in answer) return openSocket(answer, request, reply)
      const watch = watchReader(identityOf(request))
      return sendEvents(reply, { events: answer.events, closing: closing.signal, watch, log })
    },
  }

  function openSocket(
    { identity, messages }: SocketReply,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const upgrade = requireUpgrade(request, reply)
    const place = places.socket.take(identity.principal.userId)
    sendMessages(request, reply, {
      upgrade,
      messages,
      closing: closing.signal,
      watch: watchReader(identity),
      onClose: () => place[Symbol.dispose](),
      log,
    })
  }

  function watchReader(identity: Identity | undefined): (onLost: () => void) => Disposable {
    if (identity === undefined) return () => ({ [Symbol.dispose]: () => undefined })
    return (onLost) => credentials.hold(identity, onLost)
  }
}

/** What is read bit by bit: nobody reads it to tell its headers. */
function isStream(answer: LastingReply): answer is FileReply | EventsReply {
  return 'events' in answer || ('headers' in answer && typeof answer.file === 'function')
}

function sendHead(reply: FastifyReply, answer: FileReply | EventsReply): FastifyReply {
  return reply
    .code(answer.status)
    .headers('headers' in answer ? answer.headers : eventHeaders)
    .send()
}

function requireUpgrade(request: FastifyRequest, reply: FastifyReply) {
  const upgrade = upgradeOf(request)
  if (upgrade !== undefined) return upgrade
  // RFC 9110 section 15.5.22
  void reply.header('upgrade', 'websocket')
  throw new AppError('upgrade_required')
}

function holdPlace(places: Places, request: FastifyRequest, reply: FastifyReply): void {
  const place = places.take(identityOf(request)?.principal.userId ?? request.ip)
  reply.raw.once('close', () => place[Symbol.dispose]())
}
