import { defineHttpApplication } from './define-http-application.ts'

/** Home Assistant's front page. */
export const homeAssistant = defineHttpApplication({
  id: 'home-assistant',
  title: 'Home Assistant',
  ports: [8123],
  read: ({ title }) =>
    title === 'Home Assistant' ? { evidence: 'title', isAuthRequired: true } : undefined,
})
