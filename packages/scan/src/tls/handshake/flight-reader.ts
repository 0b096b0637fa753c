import { findSuite } from '../registry/cipher-suites.ts'
import { ByteReader } from '../wire/byte-reader.ts'
import {
  readCertificateEntries,
  readCertificates,
  readCertificateStatus,
} from '../wire/certificate-message.ts'
import { readCertificateRequest, readCertificateRequest13 } from '../wire/certificate-request.ts'
import { readExtensions } from '../wire/extension.ts'
import { type KeyExchangeKind, readKeyExchange } from '../wire/key-exchange.ts'
import { type HandshakeMessage, MessageReader, messageTypes } from '../wire/message-reader.ts'
import { versionCodes } from '../wire/protocol-version.ts'
import { contentTypes, RecordReader, type TlsRecordBytes } from '../wire/record-reader.ts'
import { readServerHello, type ServerHello } from '../wire/server-hello.ts'
import { deriveServerKeys, hashFirstHello, recordCiphers } from './handshake-keys.ts'
import { type KeyShare } from './key-share.ts'
import { RecordOpener } from './record-opener.ts'
import { type ServerFlight } from './server-flight.ts'

/** How far a flight is to be read, and with what. */
export type FlightOptions = {
  /** `hello`: the server's choice alone. `flight`: also certificates and what goes with them. */
  readonly need: 'hello' | 'flight'
  readonly keyShares: readonly KeyShare[]
}

/** Reads a server's flight from a growing stream; never throws, whatever comes. */
export class FlightReader {
  flight: ServerFlight = {}
  /** Whether all that is wanted has been read, or nothing more can come. */
  isDone = false
  readonly #options: FlightOptions
  readonly #records = new RecordReader()
  readonly #messages = new MessageReader()
  readonly #transcript: Buffer[]
  #opener: RecordOpener | undefined

  /** `transcript`: the handshake messages sent and received before. */
  constructor(transcript: readonly Buffer[], options: FlightOptions) {
    this.#transcript = [...transcript]
    this.#options = options
  }

  /** The messages so far, for the reader of what follows a HelloRetryRequest. */
  get transcript(): readonly Buffer[] {
    return this.#transcript
  }

  /** The bytes that follow what was read. */
  get rest(): Buffer {
    return this.#records.rest
  }

  /** Takes all bytes received so far; returns `isDone`. */
  accept(bytes: Buffer): boolean {
    this.#records.feed(bytes)
    for (let record = this.#nextRecord(); record; record = this.#nextRecord()) {
      this.#takeRecord(record)
    }
    if (this.#records.isBroken || this.#messages.isBroken) this.#endForeign()
    return this.isDone
  }

  #nextRecord(): TlsRecordBytes | undefined {
    return this.isDone ? undefined : this.#records.next()
  }

  #takeRecord(record: TlsRecordBytes): void {
    if (record.type !== contentTypes.applicationData) return this.#takeContent(record)
    const opened = this.#opener?.open(record)
    if (!opened) return this.#endForeign()
    this.#takeContent(opened)
  }

  #takeContent({ type, payload }: { readonly type: number; readonly payload: Buffer }): void {
    if (type === contentTypes.alert) return this.#takeAlert(payload)
    // A change of cipher in TLS 1.3 means nothing (RFC 8446 D.4), and before that does not come here.
    if (type !== contentTypes.handshake) return
    this.#messages.add(payload)
    for (let message = this.#nextMessage(); message; message = this.#nextMessage()) {
      this.#takeMessage(message)
    }
  }

  #nextMessage(): HandshakeMessage | undefined {
    return this.isDone ? undefined : this.#messages.next()
  }

  /** A warning ends nothing, unless it is a farewell (RFC 5246 7.2). */
  #takeAlert(payload: Buffer): void {
    const reader = new ByteReader(payload)
    const level = reader.uint8()
    const alert = reader.uint8()
    if (reader.isBroken) return this.#endForeign()
    if (level === 1 && alert !== 0) return
    this.flight = { ...this.flight, alert }
    this.isDone = true
  }

  #takeMessage({ type, body, raw }: HandshakeMessage): void {
    const { hello } = this.flight
    if (type === messageTypes.helloRequest) return
    if (type === messageTypes.serverHello) {
      if (hello) return this.#endForeign()
      this.#transcript.push(raw)
      return this.#takeHello(body)
    }
    if (!hello) return this.#endForeign()
    this.flight = { ...this.flight, ...readPart(type, body, hello) }
    const isLast =
      type === messageTypes.serverHelloDone ||
      type === messageTypes.certificateVerify ||
      type === messageTypes.finished
    if (isLast) this.isDone = true
  }

  #takeHello(body: Buffer): void {
    const hello = readServerHello(body)
    if (!hello) return this.#endForeign()
    this.flight = { ...this.flight, hello }
    if (this.#options.need === 'hello' || hello.isRetry) this.isDone = true
    else if (hello.version === versionCodes['TLSv1.3']) this.#startOpening(hello)
  }

  #startOpening({ suite, group, keyShare }: ServerHello): void {
    const cipher = recordCiphers[suite]
    const share = this.#options.keyShares.find((own) => own.group === group)
    const secret = keyShare && share?.agree(keyShare)
    if (!cipher || !secret) {
      this.isDone = true
      return
    }
    const [first, ...others] = this.#transcript
    const isRetried = this.#transcript.length > 2
    const hellos =
      first && isRetried ? [hashFirstHello(cipher, first), ...others] : this.#transcript
    this.#opener = new RecordOpener(cipher, deriveServerKeys(cipher, secret, hellos))
  }

  #endForeign(): void {
    // Whatever was understood before stays; without a hello nothing was.
    if (!this.flight.hello) this.flight = { ...this.flight, isForeign: true }
    this.isDone = true
  }
}

function readPart(type: number, body: Buffer, hello: ServerHello): Partial<ServerFlight> {
  const isNewest = hello.version === versionCodes['TLSv1.3']
  switch (type) {
    case messageTypes.encryptedExtensions:
      return { encryptedExtensions: readExtensions(new ByteReader(body).vector16()) }
    case messageTypes.certificate:
      return isNewest ? readCertificateEntries(body) : readCertificates(body)
    case messageTypes.certificateStatus: {
      const ocspResponse = readCertificateStatus(body)
      return ocspResponse === undefined ? {} : { ocspResponse }
    }
    case messageTypes.serverKeyExchange: {
      const keyExchange = readKeyExchange(body, kindOf(hello.suite))
      return keyExchange === undefined ? {} : { keyExchange }
    }
    case messageTypes.certificateRequest:
      return {
        certificateRequest: isNewest
          ? readCertificateRequest13(body)
          : readCertificateRequest(body, hello.version),
      }
    default:
      return {}
  }
}

function kindOf(suite: number): KeyExchangeKind {
  const exchange = findSuite(suite)?.keyExchange ?? ''
  // With a key shared beforehand a hint precedes the parameters; such suites are not read further.
  if (exchange.includes('PSK')) return undefined
  if (/^ECDHE?_/.test(exchange)) return 'named-curve'
  return /^DHE?_/.test(exchange) ? 'finite-field' : undefined
}
