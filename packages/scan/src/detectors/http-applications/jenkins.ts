import { defineHttpApplication } from './define-http-application.ts'

/** Jenkins: X-Jenkins on every answer; a page without a login is open to anybody. */
export const jenkins = defineHttpApplication({
  id: 'jenkins',
  title: 'Jenkins',
  read: (page) => {
    const version = page.header('x-jenkins')
    if (version === undefined) return undefined
    return {
      evidence: 'X-Jenkins header',
      version,
      isAuthRequired: page.status === 403 || undefined,
      isAnonymousAllowed: page.status === 200 || undefined,
    }
  },
})
