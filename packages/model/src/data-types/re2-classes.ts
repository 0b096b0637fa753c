/** The names RE2 knows between `[:` and `:]`. */
export const posixClasses: ReadonlySet<string> = new Set([
  'alnum',
  'alpha',
  'ascii',
  'blank',
  'cntrl',
  'digit',
  'graph',
  'lower',
  'print',
  'punct',
  'space',
  'upper',
  'word',
  'xdigit',
])

const known = new Map<string, boolean>([['Any', true]])

/** More names than Unicode has would be made up: they are not remembered. */
const maxRemembered = 1_000

/** Whether RE2 knows a name after `\p`: a general category or a script of Unicode. */
export function isUnicodeClass(name: string): boolean {
  const remembered = known.get(name)
  if (remembered !== undefined) return remembered
  const isKnown = /^[A-Za-z_]{1,64}$/.test(name) && isProperty(name)
  if (known.size < maxRemembered) known.set(name, isKnown)
  return isKnown
}

function isProperty(name: string): boolean {
  const property = name.length <= 2 ? `General_Category=${name}` : `Script=${name}`
  try {
    return new RegExp(`\\p{${property}}`, 'u').unicode
  } catch {
    return false
  }
}
