import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Hadoop YARN's ResourceManager: `GET /ws/v1/cluster/info` (Cluster Information API). */
export const hadoopYarn = defineHttpApplication({
  id: 'hadoop-yarn',
  title: 'Apache Hadoop',
  ports: [8088],
  hint: (page) => (page.header('location')?.endsWith('/cluster') ? 'likely' : undefined),
  path: '/ws/v1/cluster/info',
  read: ({ json }) => {
    const version = textAt(json, 'clusterInfo', 'hadoopVersion')
    if (version === undefined) return undefined
    return {
      evidence: 'GET /ws/v1/cluster/info answers',
      version,
      isAnonymousAllowed: true,
      extra: { state: textAt(json, 'clusterInfo', 'state') },
    }
  },
})
