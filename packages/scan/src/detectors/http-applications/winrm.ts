import { defineHttpApplication } from './define-http-application.ts'

/** Windows Remote Management (MS-WSMV): `/wsman`, which takes only POST and asks for a login. */
export const winrm = defineHttpApplication({
  id: 'winrm',
  title: 'Windows Remote Management',
  ports: [5985],
  tlsPorts: [5986],
  hint: () => undefined,
  path: '/wsman',
  read: ({ status, header }) => {
    const isHttpApi = header('server')?.startsWith('Microsoft-HTTPAPI/') === true
    if (!isHttpApi || (status !== 405 && status !== 401)) return undefined
    return { evidence: `GET /wsman answers ${status}`, isAuthRequired: true }
  },
})
