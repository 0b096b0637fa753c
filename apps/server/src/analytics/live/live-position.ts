import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

/** Where a reader stands: all of earlier transactions, and of `xid` so many events told to it. */
export type LivePosition = { readonly xid: number; readonly told: number }

/**
 * Positions as readers see them. Numbers of transactions would tell how much others write, so each
 * is one block of AES under a key of its own: the same length always, and nobody can make one up.
 */
export type LivePositions = {
  readonly seal: (position: LivePosition) => string
  /** `undefined` for what was not sealed here. */
  readonly open: (sealed: string) => LivePosition | undefined
}

export function createLivePositions(secretKey: Buffer): LivePositions {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'live positions', 16))

  return {
    seal: ({ xid, told }) => {
      const block = Buffer.alloc(blockBytes)
      block.writeUIntBE(xid, 0, 6)
      block.writeUInt32BE(told, 6)
      const cipher = createCipheriv(algorithm, key, null).setAutoPadding(false)
      return cipher.update(block).toString('base64url')
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length !== blockBytes) return undefined
      const block = createDecipheriv(algorithm, key, null).setAutoPadding(false).update(bytes)
      if (block.readUIntBE(10, 6) !== 0) return undefined
      return { xid: block.readUIntBE(0, 6), told: block.readUInt32BE(6) }
    },
  }
}

/** One block at a time: there is no second one that could look alike. */
const algorithm = 'aes-128-ecb'
const blockBytes = 16
