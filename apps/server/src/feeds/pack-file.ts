import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { createTarDecoder, createTarPacker } from 'modern-tar'

export type Member = {
  readonly name: string
  readonly sizeBytes: number
  readonly read: () => AsyncIterable<Uint8Array>
}

/** A gzipped tar archive of one file. The same file always gives the same bytes: none tells a time. */
export async function packFile(
  member: Member,
  write: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const { readable, controller } = createTarPacker()
  const archive = pipeline(
    Readable.fromWeb(readable),
    createGzip(),
    async (compressed: AsyncIterable<Buffer>) => {
      for await (const bytes of compressed) await write(bytes)
    },
  )
  await Promise.all([addMember(controller, member), archive])
}

/** The bytes of the one file in such an archive. */
export async function* unpackFile(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  // Hands a failure on to whoever reads, and ends the reading when nobody does any more.
  const unpacking = pipeline(Readable.from(archive), gunzip)
  unpacking.catch(() => undefined)
  const tar = Readable.toWeb(gunzip)
  for await (const { body } of tar.pipeThrough(createTarDecoder())) yield* body
}

async function addMember(
  controller: ReturnType<typeof createTarPacker>['controller'],
  { name, sizeBytes, read }: Member,
): Promise<void> {
  try {
    const header = { name, size: sizeBytes, mtime: new Date(0), mode: 0o644 }
    const writer = controller.add(header).getWriter()
    for await (const bytes of read()) await writer.write(bytes)
    await writer.close()
    controller.finalize()
  } catch (error) {
    controller.error(error)
    throw error
  }
}
