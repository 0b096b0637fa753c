import { type DetectorSteps, type Step } from './define-detector.ts'
import { type DnsMessage, type DnsQuery, encodeDnsQuery, parseDnsMessage } from './dns-message.ts'

/** How a query is sent, how more is waited for, and how the message is taken out of what came back. */
export type DnsExchange = {
  readonly ask: (query: Buffer) => Step
  readonly wait: () => Step
  readonly read: (bytes: Buffer) => Buffer
}

/** The answer to a query; without one, whether nothing came on a path that is still open. */
export type DnsReply = { readonly message: DnsMessage | undefined; readonly isSilent: boolean }

/** Asks, and passes over answers to other queries: over UDP those may come late. */
export function* askDns(exchange: DnsExchange, query: DnsQuery): DetectorSteps<DnsReply> {
  const { ask, wait, read } = exchange
  let reply = yield ask(encodeDnsQuery(query))
  for (let passed = 0; passed <= maxLate; passed++) {
    const message = parseDnsMessage(read(reply.bytes))
    if (!message?.isResponse || message.opcode !== 0) {
      const isSilent = reply.bytes.length === 0 && reply.end !== 'closed'
      return { message: undefined, isSilent }
    }
    if (message.id === query.id) return { message, isSilent: false }
    if (passed < maxLate) reply = yield wait()
  }
  return { message: undefined, isSilent: false }
}

const maxLate = 2
