/** Whether a stream takes colours (no-color.org: NO_COLOR counts when it is not empty). */
export function hasColour(stream: NodeJS.WriteStream, variables: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && !variables['NO_COLOR'] && variables['TERM'] !== 'dumb'
}
