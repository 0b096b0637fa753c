import { defineHttpApplication } from './define-http-application.ts'

/** Apache ActiveMQ's web console: the realm that it asks a password for. */
export const activemq = defineHttpApplication({
  id: 'activemq',
  title: 'Apache ActiveMQ',
  ports: [8161],
  read: (page) =>
    /realm="ActiveMQRealm"/i.test(page.header('www-authenticate') ?? '') ||
    page.title === 'Apache ActiveMQ'
      ? { evidence: 'console of ActiveMQ', isAuthRequired: page.status === 401 || undefined }
      : undefined,
})
