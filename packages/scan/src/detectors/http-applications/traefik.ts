import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Traefik's API: `GET /api/version`. */
export const traefik = defineHttpApplication({
  id: 'traefik',
  title: 'Traefik',
  hint: (page) => {
    if (page.title === 'Traefik' || page.title === 'Traefik Proxy') return 'named'
    return page.header('location') === '/dashboard/' ? 'likely' : undefined
  },
  path: '/api/version',
  read: ({ json }) => {
    const version = textAt(json, 'Version')
    if (version === undefined || textAt(json, 'Codename') === undefined) return undefined
    return { evidence: 'GET /api/version answers', version, isAnonymousAllowed: true }
  },
})
