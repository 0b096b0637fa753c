import { defineHttpApplication } from './define-http-application.ts'

/** Apache Spark: the page of a master or worker. */
export const spark = defineHttpApplication({
  id: 'spark',
  title: 'Apache Spark',
  read: ({ title, text }) => {
    if (!/^Spark (?:Master|Worker) at /.test(title ?? '')) return undefined
    const version = /class="version"[^>]{0,100}>(\d[\w.-]{0,20})</.exec(text)?.[1]
    return { evidence: 'title', version, isAnonymousAllowed: true }
  },
})
