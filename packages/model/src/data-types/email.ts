import { defineDataType } from './data-type.ts'
import { parseAddress } from './ip-address.ts'
import { lowerCase } from './lower-case.ts'

// RFC 5322 atext with dots and, per RFC 6532, everything beyond ASCII.
const atomPattern = /(?:[!#$%&'*+\-/=?^_`{|}~.0-9a-z]|[^\x00-\x7f])+/y
const quotedPattern = /"(?:[\t !#-[\]-~]|[^\x00-\x7f]|\\(?:[\t -~]|[^\x00-\x7f]))*"/y
const literalPattern = /\[[!-Z^-~]+\]/y

/** A mailbox (RFC 5322 3.4), stored as its bare address. */
export const email = defineDataType({
  name: 'Email',
  maxLength: 1_024,
  parse(text) {
    return text.includes('@') ? new AddressReader(lowerCase(text)).read() : undefined
  },
})

class AddressReader {
  readonly #text: string
  #offset = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): string | undefined {
    const address = this.#readBare() ?? this.#readNamed()
    return address !== undefined && this.#skipComments() && this.#isAtEnd() ? address : undefined
  }

  #readBare(): string | undefined {
    const start = this.#offset
    const address = this.#readAddress()
    if (address === undefined) this.#offset = start
    return address
  }

  #readNamed(): string | undefined {
    this.#skipPhrase()
    if (!this.#take('<')) return undefined
    const address = this.#readAddress()
    return this.#take('>') ? address : undefined
  }

  #readAddress(): string | undefined {
    this.#skipSpace()
    const local = this.#readLocalPart()
    if (local === undefined || !this.#take('@')) return undefined
    this.#skipSpace()
    const domain = this.#readDomain()
    return domain === undefined ? undefined : `${local}@${domain}`
  }

  /** A quoted local part is taken only where the quotes are needless: the stored form has none. */
  #readLocalPart(): string | undefined {
    const quoted = this.#match(quotedPattern)
    return asDotAtom(quoted?.slice(1, -1).replace(/\\(.)/gsu, '$1') ?? this.#match(atomPattern))
  }

  #readDomain(): string | undefined {
    const literal = this.#match(literalPattern)
    if (literal === undefined) return asDotAtom(this.#match(atomPattern))
    return parseAddress(literal.slice(1, -1)) ? literal : undefined
  }

  #skipPhrase(): void {
    let word: string | undefined
    do {
      this.#skipSpace()
      word = this.#match(quotedPattern) ?? this.#match(atomPattern)
    } while (word !== undefined && this.#skipComments())
  }

  #skipComments(): boolean {
    this.#skipSpace()
    while (this.#text.charAt(this.#offset) === '(') {
      if (!this.#skipComment()) return false
      this.#skipSpace()
    }
    return true
  }

  #skipComment(): boolean {
    let depth = 0
    for (; this.#offset < this.#text.length; this.#offset += 1) {
      const char = this.#text.charAt(this.#offset)
      if (char === '\\') this.#offset += 1
      if (char === '(') depth += 1
      if (char === ')') depth -= 1
      if (depth === 0) return this.#take(')')
    }
    return false
  }

  #skipSpace(): void {
    while (/[\t ]/.test(this.#text.charAt(this.#offset))) this.#offset += 1
  }

  #take(char: string): boolean {
    if (this.#text.charAt(this.#offset) !== char) return false
    this.#offset += 1
    return true
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset
    const match = pattern.exec(this.#text)?.[0]
    this.#offset += match?.length ?? 0
    return match
  }

  #isAtEnd(): boolean {
    return this.#offset === this.#text.length
  }
}

function asDotAtom(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  atomPattern.lastIndex = 0
  const isAtom = atomPattern.exec(text)?.[0] === text
  return isAtom && !/^\.|\.\.|\.$/.test(text) ? text : undefined
}
