import { isUnicodeClass, posixClasses } from './re2-classes.ts'

/** RE2 refuses patterns that nest deeper, and counts or products of nested counts above it. */
const maxDepth = 1_000
const maxCopies = 1_000

/** What is open: the whole pattern, or a group in it. */
type Scope = {
  /** Copies that counted repeats make of the last atom; 0 when there is nothing to repeat. */
  lastCopies: number
  /** The largest number of copies of any atom in here. */
  mostCopies: number
  /** Instructions of the last atom, and of all before it. */
  lastSize: number
  size: number
}

/**
 * Whether a text is a regular expression of RE2 (the syntax of Go's `regexp`). Only its grammar is
 * read, in one pass: compiling would take time that a counted repeat multiplies.
 */
export function isRe2(pattern: string): boolean {
  return new Re2Reader(pattern).read()
}

/**
 * About how many instructions the program of a regular expression has, copies of counted repeats
 * included; undefined where the text is none.
 */
export function measureRe2(pattern: string): number | undefined {
  const reader = new Re2Reader(pattern)
  return reader.read() ? reader.programSize : undefined
}

function openScope(): Scope {
  return { lastCopies: 0, mostCopies: 1, lastSize: 0, size: 0 }
}

class Re2Reader {
  readonly #text: string
  readonly #lastPosixEnd: number
  readonly #names = new Set<string>()
  readonly #outer: Scope[] = []
  #scope = openScope()
  #offset = 0
  #isAfterRepeat = false

  constructor(text: string) {
    this.#text = text
    this.#lastPosixEnd = text.lastIndexOf(':]')
  }

  /** Once read. Two are the begin and the match. */
  get programSize(): number {
    return this.#scope.size + this.#scope.lastSize + 2
  }

  read(): boolean {
    while (this.#offset < this.#text.length) {
      const start = this.#offset
      const wasAfterRepeat = this.#isAfterRepeat
      this.#isAfterRepeat = false
      if (!this.#readToken(wasAfterRepeat) || this.#offset === start) return false
    }
    return this.#outer.length === 0
  }

  #readToken(isAfterRepeat: boolean): boolean {
    const repeat = this.#match(/[*+?]|\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}/y)
    if (repeat) return this.#repeat(repeat, isAfterRepeat)
    switch (this.#text.charAt(this.#offset)) {
      case '(':
        return this.#openGroup()
      case ')':
        return this.#closeGroup()
      case '|':
        return this.#endBranch()
      case '[':
        return this.#readClass() && this.#addAtom()
      case '\\':
        return this.#readEscaped()
      default:
        return this.#match(/[^]/uy) !== undefined && this.#addAtom()
    }
  }

  /** A repeat of a repeat is refused, `*?` and the like are one repeat. */
  #repeat(repeat: RegExpExecArray, isAfterRepeat: boolean): boolean {
    this.#match(/\?/y)
    this.#isAfterRepeat = true
    if (isAfterRepeat || this.#scope.lastCopies === 0) return false
    const min = Number(repeat[1] ?? 0)
    const max = repeat[2] === undefined ? min : Number(repeat[3] ?? min)
    if (min > maxCopies || max > maxCopies || min > max) return false
    // Fewer than two copies are not counted; none at all makes what is inside vanish.
    if (repeat[1] !== undefined) this.#scope.lastCopies *= max
    this.#scope.lastCopies ||= 1
    const copies = repeat[1] === undefined ? 1 : max
    this.#scope.lastSize = this.#scope.lastSize * copies + Math.max(1, max - min)
    return this.#noteCopies()
  }

  #openGroup(): boolean {
    const flags = this.#match(/\(\?(?:[imsU]*|[imsU]*-[imsU]+)\)/y)
    if (flags) return true
    const [, name] = this.#match(/\(\?P?<([A-Za-z0-9_]+)>/y) ?? []
    if (name === undefined) {
      if (!this.#match(/\(\?(?:[imsU]*|[imsU]*-[imsU]+):|\((?!\?)/y)) return false
    } else if (this.#names.has(name)) return false
    if (name !== undefined) this.#names.add(name)
    this.#outer.push(this.#scope)
    this.#scope = openScope()
    return this.#outer.length <= maxDepth
  }

  #closeGroup(): boolean {
    const copies = this.#scope.mostCopies
    const { size, lastSize } = this.#scope
    const outer = this.#outer.pop()
    if (!outer) return false
    this.#offset += 1
    this.#scope = outer
    // A group notes where it begins and ends.
    this.#addSize(size + lastSize + 2)
    this.#scope.lastCopies = copies
    return this.#noteCopies()
  }

  #endBranch(): boolean {
    this.#offset += 1
    this.#scope.lastCopies = 0
    this.#addSize(1)
    return true
  }

  #addAtom(): boolean {
    this.#scope.lastCopies = 1
    this.#addSize(1)
    return true
  }

  #addSize(size: number): void {
    this.#scope.size += this.#scope.lastSize
    this.#scope.lastSize = size
  }

  #noteCopies(): boolean {
    this.#scope.mostCopies = Math.max(this.#scope.mostCopies, this.#scope.lastCopies)
    return this.#scope.mostCopies <= maxCopies
  }

  #readEscaped(): boolean {
    if (this.#match(/\\Q/y)) return this.#readQuoted()
    const isAtom = this.#match(/\\[AbBz]/y) !== undefined
    return (isAtom || this.#readClassEscape() || this.#readChar() !== undefined) && this.#addAtom()
  }

  #readQuoted(): boolean {
    const end = this.#text.indexOf('\\E', this.#offset)
    const length = (end === -1 ? this.#text.length : end) - this.#offset
    this.#offset += end === -1 ? length : length + 2
    if (length === 0) return true
    // All but the last character, which alone a repeat takes.
    this.#addSize(length - 1)
    return this.#addAtom()
  }

  #readClass(): boolean {
    this.#match(/\[\^?/y)
    do {
      if (!this.#readClassItem()) return false
    } while (!this.#match(/\]/y))
    return true
  }

  #readClassItem(): boolean {
    // Looked for once, or many openings without an end would each search the whole text.
    if (this.#offset + 2 <= this.#lastPosixEnd && this.#match(/\[:/y)) return this.#readPosixName()
    if (this.#readClassEscape()) return true
    const low = this.#readChar()
    if (low === undefined || !this.#match(/-(?!\]|$)/y)) return low !== undefined
    const high = this.#readChar()
    return high !== undefined && low <= high
  }

  #readPosixName(): boolean {
    const end = this.#text.indexOf(':]', this.#offset)
    const name = this.#text.slice(this.#offset, end)
    this.#offset = end + 2
    return posixClasses.has(name.replace(/^\^/, ''))
  }

  #readClassEscape(): boolean {
    if (this.#match(/\\[dswDSW]/y)) return true
    const start = this.#offset
    const [, long, short] = this.#match(/\\[pP](?:\{\^?([^{}]{1,64})\}|([^{]))/uy) ?? []
    const isKnown = isUnicodeClass(long ?? short ?? '')
    if (!isKnown) this.#offset = start
    return isKnown
  }

  /** One character, plain or escaped, as its code point. */
  #readChar(): number | undefined {
    const [escape, octal, hex] =
      this.#match(
        /\\(?:(0[0-7]{0,2}|[1-7][0-7]{1,2})|x([0-9A-Fa-f]{2}|\{[0-9A-Fa-f]+\})|[afnrtv]|[!-/:-@[-`{-~ \x00-\x1f\x7f])/y,
      ) ?? []
    if (octal !== undefined) return Number.parseInt(octal, 8)
    if (hex !== undefined) return readHex(hex)
    if (escape !== undefined) return controls.get(escape) ?? escape.codePointAt(1)
    return this.#match(/[^\\]/uy)?.[0].codePointAt(0)
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#offset
    const match = pattern.exec(this.#text) ?? undefined
    this.#offset += match?.[0].length ?? 0
    return match
  }
}

const controls: ReadonlyMap<string, number> = new Map([
  ['\\a', 7],
  ['\\f', 12],
  ['\\n', 10],
  ['\\r', 13],
  ['\\t', 9],
  ['\\v', 11],
])

function readHex(digits: string): number | undefined {
  const code = Number.parseInt(digits.replace('{', ''), 16)
  return code <= 0x10ffff ? code : undefined
}
