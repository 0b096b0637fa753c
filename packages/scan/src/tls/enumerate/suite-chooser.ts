import { createKeyShare } from '../handshake/key-share.ts'
import { type Answer } from '../interview/answer.ts'
import { ask } from '../interview/ask.ts'
import { type Line } from '../interview/line.ts'
import { findSuite } from '../registry/cipher-suites.ts'
import { nameVersion, type RecordVersion } from '../wire/protocol-version.ts'
import { type Choice } from './eliminate.ts'

/** Lets the server choose among suites of one version, and learns which of them break it. */
export class SuiteChooser {
  readonly version: RecordVersion
  /** What came of the last question. */
  answer: Answer | undefined
  readonly #line: Line
  #isPrimeMissing = false

  constructor(line: Line, version: RecordVersion) {
    this.#line = line
    this.version = version
  }

  /**
   * A server without a prime of its own may choose a suite that needs one and then break off, though
   * it has others; after the first time such suites are left out.
   */
  async choose(offer: readonly number[]): Promise<Choice<number>> {
    const elliptic = offer.filter((code) => !isFiniteField(code))
    const isMixed = elliptic.length > 0 && elliptic.length < offer.length
    if (isMixed && this.#isPrimeMissing) return await this.#ask(elliptic)
    const choice = await this.#ask(offer)
    if (choice !== 'none' || !isMixed || !isUnexplained(this.answer)) return choice
    const second = await this.#ask(elliptic)
    this.#isPrimeMissing ||= typeof second === 'object'
    return second
  }

  async #ask(suites: readonly number[]): Promise<Choice<number>> {
    const { serverName } = this.#line
    const versions = [this.version] as const
    const share = this.version === 'TLSv1.3' ? createKeyShare(x25519) : undefined
    const keyShares = share ? { keyShares: [share] } : {}
    const question = { versions, suites, serverName, need: 'hello', ...keyShares } as const
    this.answer = await ask(this.#line, question, { isHurried: true })
    return toChoice(this.answer, this.version)
  }
}

const x25519 = 0x001d

function isFiniteField(code: number): boolean {
  return findSuite(code)?.keyExchange.startsWith('DHE_') ?? false
}

/** Broken off without an alert. */
function isUnexplained(answer: Answer | undefined): boolean {
  return answer?.kind === 'refused' && answer.alert === undefined
}

function toChoice(answer: Answer, version: RecordVersion): Choice<number> {
  if (answer.kind === 'unknown') return 'unknown'
  if (answer.kind !== 'agreed') return 'none'
  const { hello } = answer.flight
  // A server that answers in an older version does not speak the one that was asked for.
  return nameVersion(hello.version) === version ? { item: hello.suite } : 'none'
}
