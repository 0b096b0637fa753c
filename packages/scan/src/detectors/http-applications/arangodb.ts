import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** ArangoDB: `GET /_api/version` (HTTP interface, "Get the server version"). */
export const arangodb = defineHttpApplication({
  id: 'arangodb',
  title: 'ArangoDB',
  ports: [8529],
  hint: (page) => (page.header('server')?.startsWith('ArangoDB') ? 'named' : undefined),
  path: '/_api/version',
  read: ({ json, status }, first) => {
    const isTold = textAt(json, 'server') === 'arango'
    if (!isTold && first.header('server')?.startsWith('ArangoDB') !== true) return undefined
    return {
      evidence: isTold ? 'GET /_api/version answers' : 'Server header',
      version: isTold ? textAt(json, 'version') : undefined,
      isAuthRequired: status === 401 || undefined,
      isAnonymousAllowed: isTold || undefined,
    }
  },
})
