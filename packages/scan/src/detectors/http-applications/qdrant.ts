import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Qdrant: what `GET /` says of itself. */
export const qdrant = defineHttpApplication({
  id: 'qdrant',
  title: 'Qdrant',
  ports: [6333],
  read: ({ json }) =>
    /^qdrant\b/.test(textAt(json, 'title') ?? '')
      ? { evidence: 'GET / names Qdrant', version: textAt(json, 'version') }
      : undefined,
})
