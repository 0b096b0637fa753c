/**
 * Lower-cases each code point on its own: no context rules (final sigma) and no growth, so that
 * the result has one form wherever it is computed.
 */
export function lowerCase(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  let result = ''
  for (const char of text) result += lowerCaseChar(char)
  return result
}

function lowerCaseChar(char: string): string {
  // U+0130 is the one code point whose full lower-case mapping has two code points.
  return char === '\u0130' ? 'i' : char.toLowerCase()
}
