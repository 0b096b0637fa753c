/** A file that a setting names cannot be used; `code` tells the process how to end. */
export class SettingFileError extends Error {
  readonly code = 'bad_setting'

  constructor(setting: string, problems: readonly string[], options?: ErrorOptions) {
    const lines = problems.map((problem) => `  ${problem}`)
    super(`Cannot use the file of ${setting}:\n${lines.join('\n')}`, options)
    this.name = 'SettingFileError'
  }
}
