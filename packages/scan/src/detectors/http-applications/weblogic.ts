import { defineHttpApplication } from './define-http-application.ts'

/** Oracle WebLogic: its error page. The console is not asked: that would start it. */
export const weblogic = defineHttpApplication({
  id: 'weblogic',
  title: 'Oracle WebLogic',
  ports: [7001],
  tlsPorts: [7002],
  read: ({ header, title, text }) => {
    const server = /^WebLogic Server (\d[\w.]{0,20})/.exec(header('server') ?? '')
    const isError = title === 'Error 404--Not Found' && text.includes('RFC 2068')
    if (!server && !isError) return undefined
    return { evidence: server ? 'Server header' : 'error page', version: server?.[1] }
  },
})
