/**
 * JSON that is safe to print on a terminal: characters that JSON lets through and terminals act on
 * are written as escapes, so that the data stays the same.
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(unsafe, (character) =>
    Array.from({ length: character.length }, (_, index) =>
      escapeUnit(character.charCodeAt(index)),
    ).join(''),
  )
}

const unsafe = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
