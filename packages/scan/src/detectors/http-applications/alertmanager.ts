import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Prometheus Alertmanager: `GET /api/v2/status` (its OpenAPI description). */
export const alertmanager = defineHttpApplication({
  id: 'alertmanager',
  title: 'Alertmanager',
  ports: [9093],
  hint: ({ title }) => (title === 'Alertmanager' ? 'named' : undefined),
  path: '/api/v2/status',
  read: ({ json }) => {
    const version = textAt(json, 'versionInfo', 'version')
    if (version === undefined) return undefined
    return {
      evidence: 'GET /api/v2/status tells the version',
      version,
      isAnonymousAllowed: true,
      extra: { goVersion: textAt(json, 'versionInfo', 'goVersion') },
    }
  },
})
