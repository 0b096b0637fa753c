/** Bytes in base64 as text where they are text, else as a table of hexadecimal numbers. */
export function describeBytes(base64: string): string {
  const bytes = decode(base64)
  if (bytes === undefined) return base64.slice(0, maxBytes)
  const readable = bytes.filter(isReadable).length
  const more = bytes.length > maxBytes ? `\n… and ${bytes.length - maxBytes} bytes more` : ''
  const shown = bytes.slice(0, maxBytes)
  const text = readable >= bytes.length * 0.9 ? toText(shown) : toHexTable(shown)
  return `${text}${more}`
}

const maxBytes = 1024

function decode(base64: string): readonly number[] | undefined {
  try {
    return Array.from(atob(base64.slice(0, 16_384)), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

function isReadable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function toText(bytes: readonly number[]): string {
  return bytes
    .map((byte) => {
      if (byte === 0x0d) return ''
      return isReadable(byte) ? String.fromCharCode(byte) : `\\x${toHex(byte)}`
    })
    .join('')
}

function toHexTable(bytes: readonly number[]): string {
  const lines = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, index) => {
    const row = bytes.slice(index * 16, index * 16 + 16)
    const letters = row.map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    )
    const numbers = row.map(toHex).join(' ').padEnd(47)
    return `${(index * 16).toString(16).padStart(4, '0')}  ${numbers}  ${letters.join('')}`
  })
  return lines.join('\n')
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
