import { fastify } from 'fastify'

/** The bare peer: Fastify that parses the JSON body and sends it back. Prints its URL. */
const app = fastify()
app.post('/echo', async (request) => request.body)
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
