import { defineHttpApplication } from './define-http-application.ts'
import { textAt } from './read-json.ts'

/** Ollama: `GET /api/version` (API, "Version"). */
export const ollama = defineHttpApplication({
  id: 'ollama',
  title: 'Ollama',
  ports: [11_434],
  hint: ({ text }) => (text.trim() === 'Ollama is running' ? 'named' : undefined),
  path: '/api/version',
  read: ({ json }, first) => {
    if (first.text.trim() !== 'Ollama is running') return undefined
    const version = textAt(json, 'version')
    return { evidence: '"Ollama is running"', version, isAnonymousAllowed: true }
  },
})
