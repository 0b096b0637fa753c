import { defineHttpApplication } from './define-http-application.ts'

/** RabbitMQ's management: its login page; the API behind it is locked. */
export const rabbitmq = defineHttpApplication({
  id: 'rabbitmq',
  title: 'RabbitMQ',
  ports: [15_672],
  tlsPorts: [15_671],
  read: ({ title }) =>
    title === 'RabbitMQ Management'
      ? { evidence: 'title', isAuthRequired: true, extra: { part: 'management' } }
      : undefined,
})
