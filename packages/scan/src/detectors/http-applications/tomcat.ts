import { type HttpPage } from '../http-page.ts'
import { defineHttpApplication } from './define-http-application.ts'

/** Apache Tomcat: its error page names the version; a page that is not there brings it up. */
export const tomcat = defineHttpApplication({
  id: 'tomcat',
  title: 'Apache Tomcat',
  hint: (page) => {
    if (isOurs(page)) return 'named'
    if (page.header('server')?.startsWith('Apache-Coyote/')) return 'likely'
    return page.cookies.some((cookie) => cookie.startsWith('JSESSIONID=')) ? 'possible' : undefined
  },
  path: '/no-such-page',
  read: (answer, first) => {
    const page = [answer, first].find(isOurs)
    if (!page) return undefined
    const versions = [answer, first].map(({ text }) => versionPattern.exec(text)?.[1])
    return { evidence: 'error page', version: versions.find((version) => version !== undefined) }
  },
})

const versionPattern = /Apache Tomcat\/(\d[\w.-]{0,30}(?: \(\w{1,20}\))?)/

function isOurs({ title, text }: HttpPage): boolean {
  return title?.startsWith('Apache Tomcat') === true || versionPattern.test(text)
}
