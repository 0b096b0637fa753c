import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Elasticsearch: `GET /` tells name, cluster and version; or asks for a login. */
export const elasticsearch = defineHttpApplication({
  id: 'elasticsearch',
  title: 'Elasticsearch',
  ports: [9200],
  tlsPorts: [9200],
  read: ({ json, status, header, text }) => {
    const isOpen = textAt(json, 'tagline') === 'You Know, for Search'
    const isOurs = textAt(json, 'version', 'distribution') === undefined
    const isLocked =
      status === 401 &&
      (header('x-elastic-product') === 'Elasticsearch' ||
        (/realm="security"/.test(header('www-authenticate') ?? '') &&
          text.includes('security_exception')))
    if (isLocked) return { evidence: 'security_exception', isAuthRequired: true }
    if (!isOpen || !isOurs) return undefined
    return {
      evidence: 'GET / says "You Know, for Search"',
      version: textAt(json, 'version', 'number'),
      isAnonymousAllowed: true,
      extra: {
        nodeName: textAt(json, 'name'),
        clusterName: textAt(json, 'cluster_name'),
        luceneVersion: textAt(json, 'version', 'lucene_version'),
      },
    }
  },
})
