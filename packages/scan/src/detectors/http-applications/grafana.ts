import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Grafana: `GET /api/health` ("Returns health information about Grafana"). */
export const grafana = defineHttpApplication({
  id: 'grafana',
  title: 'Grafana',
  hint: (page) => {
    if (page.title === 'Grafana' || page.text.includes('window.grafanaBootData')) return 'named'
    return page.cookies.some((cookie) => /^(?:grafana_session|redirect_to)=/.test(cookie))
      ? 'likely'
      : undefined
  },
  path: '/api/health',
  read: ({ json }, first) => {
    if (textAt(json, 'database') === undefined) return undefined
    const isLogin = first.status === 302 || first.status === 401
    return {
      evidence: 'GET /api/health answers',
      version: textAt(json, 'version'),
      isAuthRequired: isLogin || undefined,
      isAnonymousAllowed: first.status === 200 || undefined,
      extra: { database: textAt(json, 'database'), commit: textAt(json, 'commit') },
    }
  },
})
