import { defineHttpApplication } from './define-http-application.ts'

/** phpMyAdmin: title and cookies; its links carry the version. */
export const phpmyadmin = defineHttpApplication({
  id: 'phpmyadmin',
  title: 'phpMyAdmin',
  place: 'page',
  read: ({ title, text, cookies }) => {
    const isOurs =
      /\bphpMyAdmin\b/.test(title ?? '') ||
      cookies.some((cookie) => /^(?:phpMyAdmin|phpMyAdmin_https|pma_lang)=/.test(cookie))
    if (!isOurs) return undefined
    const version = /\?v=(\d{1,2}\.\d{1,2}\.\d[\w.-]{0,10})/.exec(text)?.[1]
    return { evidence: 'title or cookie', version, isAuthRequired: true }
  },
})
