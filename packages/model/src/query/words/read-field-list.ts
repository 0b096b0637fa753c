import { list, type Reader } from '../read-json.ts'

/** Reads `fields`: an array of names, or one name. */
export const readFieldList: Reader<readonly unknown[]> = (value, at) =>
  list((name) => name, 1_024)(typeof value === 'string' ? [value] : value, at)
