import { type FastifyReply } from 'fastify'

/** A reader who takes longer is cut off: the text is held in memory for so long. */
const timeLimitMs = 120_000

/** Sends stored JSON text as it is. */
export function sendDocument(reply: FastifyReply, document: string): FastifyReply {
  const limit = setTimeout(() => reply.raw.destroy(), timeLimitMs)
  reply.raw.once('close', () => clearTimeout(limit))
  return reply.code(200).type('application/json; charset=utf-8').serializer(asIs).send(document)
}

function asIs(document: unknown): string {
  return String(document)
}
