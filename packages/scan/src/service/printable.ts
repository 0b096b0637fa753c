const limitCharacters = 4096

/** Text fit for a screen or a log: no escape sequences, control characters as spaces, ≤ 4,096. */
export function printable(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, limitCharacters * 4))
  return text
    .replace(/\u001b\[[0-9;:?]{0,40}[@-~]|\u001b\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)/g, ' ')
    .replace(/\r\n/g, '\n')
    .replace(/[^\P{C}\n]/gu, ' ')
    .slice(0, limitCharacters)
    .toWellFormed()
    .trim()
}
