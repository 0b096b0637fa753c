import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Portainer: `GET /api/system/status`, its public state. */
export const portainer = defineHttpApplication({
  id: 'portainer',
  title: 'Portainer',
  tlsPorts: [9443],
  hint: ({ title }) => (title === 'Portainer' ? 'named' : undefined),
  path: '/api/system/status',
  read: ({ json }, first) => {
    const version = textAt(json, 'Version')
    const isOurs = version !== undefined && textAt(json, 'InstanceID') !== undefined
    if (!isOurs && first.title !== 'Portainer') return undefined
    return {
      evidence: isOurs ? 'GET /api/system/status answers' : 'title',
      version: isOurs ? version : undefined,
      isAuthRequired: true,
    }
  },
})
