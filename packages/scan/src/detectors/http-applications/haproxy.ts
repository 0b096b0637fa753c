import { defineHttpApplication } from './define-http-application.ts'

/** HAProxy's statistics page (configuration manual, "stats uri"). */
export const haproxy = defineHttpApplication({
  id: 'haproxy',
  title: 'HAProxy',
  ports: [1936, 8404],
  hint: ({ title }) => (title === statisticsTitle ? 'named' : undefined),
  path: '/stats',
  read: (answer, first) => {
    const page = [answer, first].find(({ title }) => title === statisticsTitle)
    if (!page) return undefined
    return {
      evidence: 'statistics page',
      version: /HAProxy version (\d[\w.~+-]{0,40})/.exec(page.text)?.[1],
      isAnonymousAllowed: true,
    }
  },
})

const statisticsTitle = 'Statistics Report for HAProxy'
