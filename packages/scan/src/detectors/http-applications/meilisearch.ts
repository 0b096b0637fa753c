import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Meilisearch: what `GET /` says, as JSON in production and as a page in development. */
export const meilisearch = defineHttpApplication({
  id: 'meilisearch',
  title: 'Meilisearch',
  ports: [7700],
  read: ({ json, title }) =>
    textAt(json, 'status') === 'Meilisearch is running' || /^Meilisearch\b/.test(title ?? '')
      ? { evidence: 'the answer to GET /' }
      : undefined,
})
