import { defineHttpApplication } from './define-http-application.ts'

/** JetBrains TeamCity: its headers; the login page names version and build. */
export const teamcity = defineHttpApplication({
  id: 'teamcity',
  title: 'TeamCity',
  ports: [8111],
  hint: (page) =>
    page.header('teamcity-node-id') !== undefined ||
    /realm="TeamCity"/.test(page.header('www-authenticate') ?? '') ||
    page.cookies.some((cookie) => cookie.startsWith('TCSESSIONID='))
      ? 'named'
      : undefined,
  path: '/login.html',
  read: ({ text, title }, first) => {
    const told = /Version<\/span>\s{0,5}(\d[\d.]{1,12})\s{0,5}\(build (\d{1,9})\)/.exec(text)
    const isOurs = told !== null || /\bTeamCity\b/.test(title ?? '')
    if (!isOurs && first.header('teamcity-node-id') === undefined) return undefined
    return {
      evidence: told ? 'login page' : 'headers of TeamCity',
      version: told?.[1],
      isAuthRequired: true,
      extra: { build: told?.[2] },
    }
  },
})
