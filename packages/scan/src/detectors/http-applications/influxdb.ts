import { defineHttpApplication } from './define-http-application.ts'
import { valueAt } from './read-json.ts'

/** InfluxDB: its header on every answer, and `SHOW DATABASES`, which an open 1.x answers. */
export const influxdb = defineHttpApplication({
  id: 'influxdb',
  title: 'InfluxDB',
  ports: [8086],
  hint: (page) => (page.header('x-influxdb-version') !== undefined ? 'named' : undefined),
  path: '/query?q=SHOW%20DATABASES',
  read: (answer, first) => {
    const version = answer.header('x-influxdb-version') ?? first.header('x-influxdb-version')
    if (version === undefined) return undefined
    const isOpen = answer.status === 200 && Array.isArray(valueAt(answer.json, 'results'))
    return {
      evidence: isOpen ? 'SHOW DATABASES answers' : 'X-Influxdb-Version header',
      version,
      isAuthRequired: answer.status === 401 || undefined,
      isAnonymousAllowed: isOpen || undefined,
      extra: { build: answer.header('x-influxdb-build') },
    }
  },
})
