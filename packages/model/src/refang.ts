const replacements: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/\[:\/\/\]/g, '://'],
  [/\[:\]/g, ':'],
  [/\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\}/gi, '.'],
  [/\[@\]|\(@\)|\[at\]|\(at\)/gi, '@'],
  [/\bhxxps:/gi, 'https:'],
  [/\bhxxp:/gi, 'http:'],
]

/**
 * Undoes the ways in which indicators are made harmless in reports.
 * @example refang('hxxps[:]//evil[.]example') // 'https://evil.example'
 */
export function refang(text: string): string {
  return replacements.reduce((current, [pattern, plain]) => current.replace(pattern, plain), text)
}
