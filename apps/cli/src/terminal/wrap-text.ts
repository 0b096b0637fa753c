import { textWidth } from './text-width.ts'

/** Printable text broken at spaces into lines of at most `width` columns; each but the first begins with `indent`. */
export function wrapText(text: string, width: number, indent: string): readonly string[] {
  if (textWidth(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.match(/\s*\S+/g) ?? []) {
    const isFull = line !== '' && textWidth(line) + textWidth(word) > width
    if (isFull) lines.push(line)
    line = isFull ? `${indent}${word.trimStart()}` : `${line}${word}`
  }
  return [...lines, line]
}
