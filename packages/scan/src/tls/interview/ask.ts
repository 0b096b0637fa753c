import { randomBytes } from 'node:crypto'
import { type Dialogue } from '../../service/service-port.ts'
import { FlightReader } from '../handshake/flight-reader.ts'
import { createKeyShare, type KeyShare } from '../handshake/key-share.ts'
import { type ServerFlight } from '../handshake/server-flight.ts'
import { toHandshakeRecord } from '../wire/client-hello.ts'
import { extensionTypes } from '../wire/extension.ts'
import { versionCodes } from '../wire/protocol-version.ts'
import { findExtension, type ServerHello } from '../wire/server-hello.ts'
import { type Answer, unknownAnswer } from './answer.ts'
import { type Line, type UseOptions } from './line.ts'
import { encodeQuestion, type Question } from './question.ts'

/** Sends one ClientHello on a connection of its own and reads what the server answers. */
export async function ask(
  line: Line,
  question: Question,
  options: UseOptions = {},
): Promise<Answer> {
  const exchange = (dialogue: Dialogue) => new Exchange(dialogue, question).run()
  const flight = await line.use(exchange, options)
  if (flight === undefined) return unknownAnswer
  const { hello, alert, isForeign } = flight
  if (hello) return { kind: 'agreed', flight: { ...flight, hello } }
  if (isForeign) return { kind: 'foreign' }
  line.hasUnexplained ||= alert === undefined
  return { kind: 'refused', ...(alert === undefined ? {} : { alert }) }
}

/** The hello, perhaps a second one, and the flight that answers. */
class Exchange {
  readonly #dialogue: Dialogue
  readonly #question: Question
  readonly #random = randomBytes(32)
  readonly #sessionId = randomBytes(32)
  readonly #transcript: Buffer[] = []
  #unread: Buffer = Buffer.alloc(0)

  constructor(dialogue: Dialogue, question: Question) {
    this.#dialogue = dialogue
    this.#question = question
  }

  async run(): Promise<ServerFlight | 'silent'> {
    const { keyShares = [], need } = this.#question
    const first = await this.#say(keyShares)
    const hello = first === 'silent' ? undefined : first.hello
    if (!hello?.isRetry || need === 'hello') return first
    const share = createKeyShare(hello.group ?? -1)
    // Without a key of the wanted group the retry itself is all that can be had.
    if (!share) return first
    const second = await this.#say([share], findCookie(hello))
    return second === 'silent' || !second.hello || second.hello.isRetry ? first : second
  }

  async #say(keyShares: readonly KeyShare[], cookie?: Buffer): Promise<ServerFlight | 'silent'> {
    const message = encodeQuestion(this.#question, {
      random: this.#random,
      sessionId: this.#sessionId,
      keyShares,
      ...(cookie ? { cookie } : {}),
    })
    this.#transcript.push(message)
    const isOldest = this.#question.versions[0] === 'SSLv3'
    const version = isOldest ? versionCodes.SSLv3 : versionCodes.TLSv1
    await this.#dialogue.write(toHandshakeRecord(message, version))
    return await this.#read(keyShares)
  }

  async #read(keyShares: readonly KeyShare[]): Promise<ServerFlight | 'silent'> {
    const { need } = this.#question
    const reader = new FlightReader(this.#transcript, { need, keyShares })
    const unread = this.#unread
    const { end } = await this.#dialogue.read({
      until: (received) =>
        reader.accept(unread.length === 0 ? received : Buffer.concat([unread, received])),
    })
    this.#transcript.splice(0, Infinity, ...reader.transcript)
    this.#unread = reader.rest
    const { hello, alert, isForeign } = reader.flight
    if (hello || alert !== undefined || isForeign) return reader.flight
    if (end === 'timeout' || end === 'aborted') return 'silent'
    // More bytes than a handshake has, and none that made sense.
    return end === 'limit' ? { isForeign: true } : {}
  }
}

function findCookie({ extensions }: ServerHello): Buffer | undefined {
  return findExtension(extensions, extensionTypes.cookie)
}
