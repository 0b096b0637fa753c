import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** OpenSearch: `GET /` tells name, cluster and version; or asks for a login. */
export const opensearch = defineHttpApplication({
  id: 'opensearch',
  title: 'OpenSearch',
  ports: [9200],
  tlsPorts: [9200],
  read: ({ json, status, header }) => {
    const realm = header('www-authenticate') ?? ''
    if (status === 401 && realm.includes('OpenSearch Security')) {
      return { evidence: 'realm "OpenSearch Security"', isAuthRequired: true }
    }
    if (textAt(json, 'version', 'distribution') !== 'opensearch') return undefined
    return {
      evidence: 'GET / names the distribution',
      version: textAt(json, 'version', 'number'),
      isAnonymousAllowed: true,
      extra: { nodeName: textAt(json, 'name'), clusterName: textAt(json, 'cluster_name') },
    }
  },
})
