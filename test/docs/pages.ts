import { renderErrors } from './render-errors.ts'
import { renderReadme } from './render-readme.ts'
import { renderSettings } from './render-settings.ts'

/** Every page that is made from code, by its path from the root. */
export const pages = {
  'README.md': renderReadme,
  'docs/errors.md': renderErrors,
  'docs/settings.md': renderSettings,
} as const
