import { defineHttpApplication } from './define-http-application.ts'

/** Eclipse Jetty: the foot of its error pages, where the Server header is switched off. */
export const jetty = defineHttpApplication({
  id: 'jetty',
  title: 'Jetty',
  read: ({ text }) => {
    const foot = /Powered by Jetty:\/\/(?:<\/a>)?(?: (\d+\.\d+\.\d+))?/.exec(text)
    return foot ? { evidence: 'error page', version: foot[1] } : undefined
  },
})
