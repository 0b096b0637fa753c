import { defineHttpApplication } from './define-http-application.ts'

/** Squid: its error pages, where the Server header is switched off. */
export const squid = defineHttpApplication({
  id: 'squid',
  title: 'Squid',
  ports: [3128],
  read: (page) => {
    const foot = /Generated [^()]{0,200}\(squid(?:\/(\d[\w.-]{0,30}))?\)/.exec(page.text)
    const error = page.header('x-squid-error')
    const server = /^squid(?:\/(\d[\w.-]{0,30}))?/i.exec(page.header('server') ?? '')
    if (!foot && error === undefined && !server) return undefined
    return {
      evidence: error === undefined ? 'error page or Server header' : `X-Squid-Error: ${error}`,
      service: 'http-proxy',
      version: server?.[1] ?? foot?.[1],
      isAuthRequired: page.status === 407 || undefined,
      extra: { squidError: error },
    }
  },
})
