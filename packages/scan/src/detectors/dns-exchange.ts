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
export function* askDns(
  exchange: DnsExchange,
  query: Omit<DnsQuery, 'id'>,
): DetectorSteps<DnsReply> {
  const { ask, wait, read } = exchange
  let reply = yield ask(encodeDnsQuery({ ...query, id }))
  for (let passed = 0; passed <= maxLate; passed++) {
    const message = parseDnsMessage(read(reply.bytes))
    if (!message?.isResponse || message.opcode !== 0) {
      const isSilent = reply.bytes.length === 0 && reply.end !== 'closed'
      return { message: undefined, isSilent }
    }
    if (isAnswerTo(query.questions, message)) return { message, isSilent: false }
    if (passed < maxLate) reply = yield wait()
  }
  return { message: undefined, isSilent: false }
}

// With one id for all, the question that an answer repeats tells; an error may have none.
function isAnswerTo([asked]: DnsQuery['questions'], message: DnsMessage): boolean {
  const name = message.question?.name.toLowerCase()
  return message.id === id && (name === undefined || name === asked?.name)
}

const id = 0x5744
const maxLate = 2
