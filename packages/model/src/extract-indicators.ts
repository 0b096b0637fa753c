import { maxTextBytes } from './data-types/data-type.ts'
import { findIndicator } from './indicator.ts'
import { refang } from './refang.ts'
import { splitChunks } from './tokens.ts'

/**
 * The indicators in a text such as a mail or a log, as written there, each once and in order. They
 * stand between white space, quotes, brackets, commas and the like; harmless forms are read too.
 * @example extractIndicators('seen at 8.8.8[.]8, then at evil.example.') // ['8.8.8[.]8', 'evil.example']
 */
export function extractIndicators(text: string): readonly string[] {
  return [...walkIndicators(text)].filter((indicator) => indicator !== undefined)
}

/** The same step by step, `undefined` for what is none, so that a long text can be left for a while. */
export function* walkIndicators(text: string): Generator<string | undefined> {
  const seen = new Set<string>()
  for (const chunk of splitChunks(text.replaceAll(separators, ' '))) {
    const indicator =
      chunk === '' ? undefined : findIndicator(refang(chunk), { maxLength: maxTextBytes })
    const isNew = indicator !== undefined && !seen.has(indicator.text)
    if (isNew) seen.add(indicator.text)
    yield isNew ? chunk : undefined
  }
}

/** What ends an indicator in prose, tables and markup. */
const separators = /["'`<>|,;\\^]+/g
