import { type AttributeValue } from '../entity.ts'
import { defineDataType } from './data-type.ts'

/** True or false. */
export const boolean = defineDataType({
  name: 'Boolean',
  jsonType: 'boolean',
  accepts: 'boolean',
  maxLength: 5,
  parse: parseBoolean,
})

function parseBoolean(text: string): AttributeValue | undefined {
  if (text === 'true') return true
  return text === 'false' ? false : undefined
}
