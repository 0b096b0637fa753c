import { CommandError } from '../define-command.ts'

/**
 * Writes text to the standard output and waits until it is through. A reader that has left wants no
 * more, which is no failure; throws a `CommandError` when the text cannot be written for another reason.
 */
export async function writeText(text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  process.stdout.write(text, (error) => {
    if (error === null || error === undefined || isReaderGone(error)) return resolve()
    reject(
      new CommandError(`Cannot write the output: ${error.message}`, { exitCode: 73, cause: error }),
    )
  })
  await promise
}

/** Calls back when nobody reads the standard output any more; that nobody reads the errors is no matter. */
export function onReaderGone(callback: () => void): void {
  process.stdout.on('error', (error) => {
    if (isReaderGone(error)) callback()
  })
  process.stderr.on('error', () => {})
}

function isReaderGone(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE'
}
