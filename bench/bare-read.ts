import { fastify } from 'fastify'
import { toViewer } from '../apps/server/src/entity-rows/visible.ts'
import { openStore, type StoreConfig } from '../apps/server/src/store/open-store.ts'
import { defineStatement } from '../apps/server/src/store/store.ts'

/**
 * The bare peer of a search: Fastify that parses a JSON body, reads one row by its primary key with a
 * prepared statement, and sends it. Takes the store's configuration as JSON; prints its URL.
 */
// whoever starts it passes exactly this
const store = await openStore(JSON.parse(process.argv[2] ?? '') as StoreConfig)
const { audiences } = toViewer(['public'])
const read = defineStatement(
  'bare-read',
  `SELECT id, type, attributes, reputation, best_reputation, worst_reputation, accuracy, tags, well_known,
     visible_by, last_seen, updated_at, created_at
   FROM entities WHERE id = $1 AND audience = $2`,
)

const app = fastify()
app.post<{ Body: { readonly id: string } }>('/read', async (request) => {
  const [row] = await store.query(read, [request.body.id, audiences[0]])
  return row
})
process.once('SIGTERM', () => {
  void app
    .close()
    .then(() => store[Symbol.asyncDispose]())
    .then(() => process.exit(0))
})
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
