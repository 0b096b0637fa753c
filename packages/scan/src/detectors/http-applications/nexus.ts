import { defineHttpApplication } from './define-http-application.ts'

/** Sonatype Nexus Repository: the Server header, or the title of its page. */
export const nexus = defineHttpApplication({
  id: 'nexus',
  title: 'Nexus Repository',
  read: (page) => {
    const server = /^Nexus\/(\d[\w.-]{0,30})/.exec(page.header('server') ?? '')
    const isTitled = /Nexus Repository/.test(page.title ?? '')
    if (!server && !isTitled) return undefined
    return { evidence: server ? 'Server header' : 'title', version: server?.[1] }
  },
})
