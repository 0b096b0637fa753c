import { secretSettings, type Setting, settings } from '../../apps/server/src/config.ts'

/** The page `docs/settings.md`. */
export function renderSettings(): string {
  return `# Settings

Environment variables, read once at start. A bad value stops the start and every one is named.
Durations are a number with \`ms\`, \`s\`, \`m\`, \`h\` or \`d\`.

${renderSettingsTable()}

${Object.values(secretSettings)
  .map(({ env }) => `\`${env}\``)
  .join(' and ')} are secret: they are never logged or shown.
`
}

/** One row per setting, in the order of the list. */
export function renderSettingsTable(): string {
  const rows = Object.values<Setting<unknown>>({ ...settings, ...secretSettings })
  return `| Variable | Default | Meaning |\n|---|---|---|\n${rows.map(renderRow).join('\n')}`
}

function renderRow({ env, default: fallback, doc }: Setting<unknown>): string {
  return `| \`${env}\` | ${fallback === '' ? 'unset' : `\`${fallback}\``} | ${doc} |`
}
