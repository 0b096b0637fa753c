import { defineHttpApplication } from './define-http-application.ts'

/** SonarQube: `GET /api/server/version` ("Version of SonarQube in plain text"). */
export const sonarqube = defineHttpApplication({
  id: 'sonarqube',
  title: 'SonarQube',
  hint: ({ title }) => (title === 'SonarQube' ? 'named' : undefined),
  path: '/api/server/version',
  read: ({ text }, first) => {
    const version = /^(\d{1,4}\.[\d.]{1,20})\s*$/.exec(text.slice(0, 60))?.[1]
    if (version === undefined && first.title !== 'SonarQube') return undefined
    return { evidence: version ? 'GET /api/server/version answers' : 'title', version }
  },
})
