import { expect, it } from 'vitest'
import { toCsvLine } from './csv-line.ts'

it.each([
  [['plain', 3, -3, true, undefined], 'plain,3,-3,true,\r\n'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
  [['=1+1', '+1', '-1', '@x', '\tx', '\rx'], `'=1+1,'+1,'-1,'@x,"'\tx","'\rx"\r\n`],
  [[['a', 'b'], ['=a', 'b'], ['one'], []], `"a;b","'=a;b",one,\r\n`],
  [['a=1', ' =1', "'x", 'é😀', 'x;=1'], `a=1, =1,'x,é😀,"x;=1"\r\n`],
])('toCsvLine(%j)', (values, line) => {
  expect(toCsvLine(values)).toBe(line)
})
