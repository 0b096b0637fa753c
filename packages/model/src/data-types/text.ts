import { type DataType, type DataTypeName, defineDataType } from './data-type.ts'
import { lowerCase } from './lower-case.ts'

/** Free text whose case does not matter. */
export const string = defineText('String', lowerCase)

/** Free text kept as written. */
export const caseSensitiveString = defineText('Case-sensitive string', (text) => text)

function defineText(name: DataTypeName, finish: (text: string) => string): DataType {
  return defineDataType({
    name,
    parse(text) {
      const printable = replaceUnprintable(text)
      return printable.trim() === '' ? undefined : finish(printable)
    },
    refusal: () => 'value_empty',
  })
}

function replaceUnprintable(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S}\p{White_Space}]/gu, ' ')
}
