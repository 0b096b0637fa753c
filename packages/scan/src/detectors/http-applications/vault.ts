import { defineHttpApplication } from './define-http-application.ts'
import { textAt, valueAt } from './read-json.ts'

/** HashiCorp Vault and OpenBao: `GET /v1/sys/health`, their public state. */
export const vault = defineHttpApplication({
  id: 'vault',
  title: 'Vault',
  ports: [8200],
  tlsPorts: [8200],
  hint: (page) => (/^\/ui\/?$/.test(page.header('location') ?? '') ? 'likely' : undefined),
  path: '/v1/sys/health?standbyok=true',
  read: ({ json }) => {
    const isSealed = valueAt(json, 'sealed')
    if (typeof isSealed !== 'boolean' || valueAt(json, 'initialized') === undefined)
      return undefined
    return {
      evidence: 'GET /v1/sys/health answers',
      version: textAt(json, 'version'),
      isAuthRequired: true,
      extra: {
        isSealed,
        isInitialized: valueAt(json, 'initialized'),
        clusterName: textAt(json, 'cluster_name'),
      },
    }
  },
})
