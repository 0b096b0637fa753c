import { type DataType, type DataTypeName, defineDataType } from './data-type.ts'
import { lowerCase } from './lower-case.ts'

/** Names of countries and cities: any words, stored with each word capitalised. */
export const country = definePlace('Country')

/** The name of a city. */
export const city = definePlace('City')

function definePlace(name: DataTypeName): DataType {
  return defineDataType({ name, accepts: 'string', parse: titleCase })
}

/** Word boundaries of UAX #29: a hyphen ends a word, an apostrophe or full stop inside does not. */
function titleCase(text: string): string {
  return lowerCase(text).replace(/[\p{L}\p{N}\p{M}_]+(?:['’.:·][\p{L}\p{M}\p{N}_]+)*/gu, capitalise)
}

function capitalise(word: string): string {
  return word.replace(/\p{Cased}/u, (letter) => {
    const [first = '', ...rest] = letter.toUpperCase()
    return first + lowerCase(rest.join(''))
  })
}
