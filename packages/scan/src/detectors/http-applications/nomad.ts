import { type HttpPage } from '../http-page.ts'
import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** HashiCorp Nomad: `GET /v1/agent/self` (Agent API, "Query Self"). */
export const nomad = defineHttpApplication({
  id: 'nomad',
  title: 'Nomad',
  ports: [4646],
  tlsPorts: [4646],
  hint: (page) => (isUi(page) ? 'likely' : undefined),
  path: '/v1/agent/self',
  read: ({ json, status, text }, first) => {
    const version = textAt(json, 'config', 'Version', 'Version')
    const isRefused = isUi(first) && status === 403 && text.startsWith('Permission denied')
    if (version === undefined && !isRefused) return undefined
    return {
      evidence: isRefused ? 'GET /v1/agent/self asks for a token' : 'GET /v1/agent/self answers',
      version,
      isAuthRequired: isRefused || undefined,
      isAnonymousAllowed: version !== undefined || undefined,
      extra: { region: textAt(json, 'config', 'Region') },
    }
  },
})

function isUi(page: HttpPage): boolean {
  return /^\/ui\/?$/.test(page.header('location') ?? '')
}
