/** Text from outside made safe for a terminal: control and escape characters become spaces. */
export function printable(text: string, maximumLength = 100): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' ')
  return clean.length > maximumLength ? `${clean.slice(0, maximumLength - 1)}…` : clean
}
