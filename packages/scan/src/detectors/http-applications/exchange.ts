import { defineHttpApplication } from './define-http-application.ts'

/** Microsoft Exchange with Outlook on the web: its logon page names the build. */
export const exchange = defineHttpApplication({
  id: 'exchange',
  title: 'Microsoft Exchange',
  hint: (page) => {
    if (page.header('x-owa-version') ?? page.header('x-feserver')) return 'named'
    return /\/owa(?:\/|$)/.test(page.header('location') ?? '') ? 'likely' : undefined
  },
  path: '/owa/auth/logon.aspx',
  read: (answer, first) => {
    const header = (name: string) => answer.header(name) ?? first.header(name)
    const inPage = /\/owa\/auth\/(\d{1,2}\.\d{1,2}\.\d{1,5})/.exec(answer.text)?.[1]
    const version = header('x-owa-version') ?? inPage
    const feServer = header('x-feserver')
    if (version === undefined && feServer === undefined) return undefined
    return {
      evidence: version ? 'logon page of Outlook' : 'X-FEServer header',
      version,
      isAuthRequired: true,
      hostname: feServer,
      extra: { frontEndServer: feServer },
    }
  },
})
