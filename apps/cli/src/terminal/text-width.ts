/** How many columns of a terminal printable text takes. */
export function textWidth(text: string): number {
  if (isAscii.test(text)) return text.length
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

/** Printable text cut to so many columns, with an ellipsis in the last. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let kept = ''
  let left = width - 1
  for (const character of text) {
    left -= characterWidth(character)
    if (left < 0) break
    kept += character
  }
  return width < 1 ? '' : `${kept}…`
}

const isAscii = /^[\u0020-\u007e]*$/

function characterWidth(character: string): number {
  if (/\p{M}/u.test(character)) return 0
  return isWide.test(character) ? 2 : 1
}

/** The East Asian wide and full-width blocks (Unicode Standard Annex 11), and emoji. */
const isWide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u
