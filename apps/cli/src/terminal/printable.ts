/**
 * Text from outside made safe for a terminal: control, escape and direction characters become
 * spaces, and no more than two marks stay on a letter.
 */
export function printable(text: string, maximumLength = 100): string {
  const clean = text
    .slice(0, maximumLength + 1)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' ')
    .replaceAll(/(?<=\p{M}{2})\p{M}+/gu, '')
  return clean.length > maximumLength ? `${clean.slice(0, maximumLength - 1)}…` : clean
}
