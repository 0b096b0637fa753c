import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Neo4j: the discovery document of `GET /`. */
export const neo4j = defineHttpApplication({
  id: 'neo4j',
  title: 'Neo4j',
  ports: [7474],
  tlsPorts: [7473],
  read: ({ json }) => {
    const version = textAt(json, 'neo4j_version')
    if (version === undefined) return undefined
    return {
      evidence: 'GET / tells neo4j_version',
      version,
      extra: { edition: textAt(json, 'neo4j_edition') },
    }
  },
})
