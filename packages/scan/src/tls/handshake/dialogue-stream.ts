import { Duplex } from 'node:stream'
import { type Dialogue } from '../../service/service-port.ts'

/** A dialogue as a stream, for the TLS of Node to lie on. */
export class DialogueStream extends Duplex {
  readonly #dialogue: Dialogue

  constructor(dialogue: Dialogue) {
    super()
    this.#dialogue = dialogue
  }

  override _read(): void {
    void this.#readOnce()
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    void this.#write(chunk, done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#dialogue.close()
    done(error)
  }

  /** A dialogue that has ended takes the bytes and drops them. */
  async #write(chunk: Buffer, done: () => void): Promise<void> {
    await this.#dialogue.write(chunk)
    done()
  }

  async #readOnce(): Promise<void> {
    const { bytes, end } = await this.#dialogue.read({ until: () => true })
    if (this.destroyed) return
    if (bytes.length > 0) this.push(bytes)
    if (end !== 'matched') this.push(null)
  }
}
