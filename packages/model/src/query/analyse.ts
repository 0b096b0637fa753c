import { lowerCase } from '../data-types/lower-case.ts'

/** The limit of OpenSearch's standard analyser. */
const maxTokenLength = 255

/** The limit of the untokenised twin of a text, in code points as databases count. */
const maxKeywordLength = 256

/**
 * Word boundaries of UAX #29 as OpenSearch's standard analyser has them: a full stop, colon or
 * apostrophe joins letters, a full stop, comma or semicolon joins digits; ideographs and hiragana
 * stand alone, and so do emoji with all that they are joined of. Every alternative consumes a character,
 * so matching is linear.
 */
const wordPattern =
  /\p{RGI_Emoji}|[\p{Script=Han}\p{Script=Hiragana}][\p{M}\p{Cf}]*|(?:[\p{Script=Katakana}ー][\p{M}\p{Cf}]*)+|(?:[[\p{Alphabetic}]--[\p{M}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]][\p{M}\p{Cf}]*(?:[.:·‘’'․﹒＇．](?=[[\p{Alphabetic}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]))?|\p{Nd}[\p{M}\p{Cf}]*(?:[.,;‘’'․﹒＇．](?=\p{Nd}))?|\p{Pc}[\p{M}\p{Cf}]*)+|\p{Emoji_Presentation}/gv

/** The same boundaries where a text is ASCII only. */
const asciiWordPattern = /(?:[a-z](?:[.:'](?=[a-z]))?|[0-9](?:[.,;'](?=[0-9]))?|_)+/g

/**
 * The words of a text as OpenSearch's standard analyser has them, in order and lower case; the index of
 * a word is its position.
 */
export function analyse(text: string): readonly string[] {
  const lower = lowerCase(text.toWellFormed())
  const pattern = /^[\x00-\x7f]*$/.test(lower) ? asciiWordPattern : wordPattern
  const found = lower.match(pattern) ?? []
  return found.filter((word) => /[^\p{Pc}\p{M}\p{Cf}]/u.test(word)).flatMap(splitToken)
}

/** The untokenised form of a text; a longer one has none. */
export function analyseKeyword(text: string): string | undefined {
  if (text.length <= maxKeywordLength) return text
  const isShort = text.length <= 2 * maxKeywordLength && Array.from(text).length <= maxKeywordLength
  return isShort ? text : undefined
}

/** Longer tokens continue as the next token; a surrogate pair is not torn. */
export function splitToken(token: string): readonly string[] {
  if (token.length <= maxTokenLength) return [token]
  const pieces: string[] = []
  let rest = token
  while (rest.length > maxTokenLength) {
    const isTorn = /[\ud800-\udbff]/.test(rest.charAt(maxTokenLength - 1))
    const end = isTorn ? maxTokenLength - 1 : maxTokenLength
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [...pieces, rest]
}
