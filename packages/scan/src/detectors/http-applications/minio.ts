import { defineHttpApplication } from './define-http-application.ts'

/** MinIO: the Server header of its S3 interface, the title of its console. */
export const minio = defineHttpApplication({
  id: 'minio',
  title: 'MinIO',
  read: (page) => {
    const isServer = page.header('server')?.startsWith('MinIO') === true
    const isConsole = /^MinIO (?:Console|Browser|Object)/.test(page.title ?? '')
    if (!isServer && !isConsole) return undefined
    const isLocked = page.status === 403 && page.text.includes('<Code>AccessDenied</Code>')
    return {
      evidence: isServer ? 'Server header' : 'title',
      isAuthRequired: isLocked || undefined,
    }
  },
})
