import { defineHttpApplication } from './define-http-application.ts'

/** ClickHouse's HTTP interface: a query as the default user without a password. */
export const clickhouse = defineHttpApplication({
  id: 'clickhouse',
  title: 'ClickHouse',
  ports: [8123],
  hint: (page) =>
    page.header('x-clickhouse-summary') !== undefined || /^Ok\.\s*$/.test(page.text.slice(0, 10))
      ? 'likely'
      : undefined,
  path: '/?query=SELECT%20version()',
  read: (answer) => {
    const version = /^(\d{1,3}\.\d{1,3}\.\d[\d.]{0,10})\s*$/.exec(answer.text.slice(0, 40))?.[1]
    const isRefused = /^Code: \d{1,4}\. DB::Exception/.test(answer.text)
    if (version === undefined && !isRefused) return undefined
    return {
      evidence: version ? 'SELECT version() answers' : 'DB::Exception',
      version: version ?? /\(version (\d[\d.]{1,20})/.exec(answer.text.slice(0, 4000))?.[1],
      isAuthRequired: version === undefined || undefined,
      isAnonymousAllowed: version !== undefined || undefined,
      extra: { displayName: answer.header('x-clickhouse-server-display-name') },
    }
  },
})
