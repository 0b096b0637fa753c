import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Prometheus: `GET /api/v1/status/buildinfo` (HTTP API, "Build Information"). */
export const prometheus = defineHttpApplication({
  id: 'prometheus',
  title: 'Prometheus',
  ports: [9090],
  hint: (page) =>
    /^(?:\.|[^?]{0,100})\/?(?:graph|query)$/.test(page.header('location') ?? '') ||
    page.title?.startsWith('Prometheus Time Series') === true
      ? 'likely'
      : undefined,
  path: '/api/v1/status/buildinfo',
  read: ({ json }) => {
    const version = textAt(json, 'data', 'version')
    const goVersion = textAt(json, 'data', 'goVersion')
    if (version === undefined || goVersion === undefined) return undefined
    return {
      evidence: 'GET /api/v1/status/buildinfo answers',
      version,
      isAnonymousAllowed: true,
      extra: { goVersion, revision: textAt(json, 'data', 'revision') },
    }
  },
})
