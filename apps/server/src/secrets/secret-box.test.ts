import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createSecretBox } from './secret-box.ts'

it('open() gives back what seal() took, and never seals alike', () => {
  const box = createSecretBox(randomBytes(32))
  expect(box.open(box.seal('Bearer ü'))).toBe('Bearer ü')
  expect(box.seal('same').equals(box.seal('same'))).toBe(false)
})

it('open() refuses changed bytes, cut bytes and another key', () => {
  const box = createSecretBox(randomBytes(32))
  const sealed = box.seal('secret')
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
    expect(() => box.open(changed)).toThrow()
  }
  expect(() => box.open(sealed.subarray(0, 20))).toThrow()
  expect(() => createSecretBox(randomBytes(32)).open(sealed)).toThrow()
})
