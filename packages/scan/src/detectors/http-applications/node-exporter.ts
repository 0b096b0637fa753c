import { defineHttpApplication } from './define-http-application.ts'

/** Prometheus node exporter: `GET /metrics`, where it names itself. */
export const nodeExporter = defineHttpApplication({
  id: 'node-exporter',
  title: 'Prometheus Node Exporter',
  ports: [9100],
  hint: ({ title }) => (title === 'Node Exporter' ? 'named' : undefined),
  path: '/metrics',
  read: (answer, first) => {
    const build = /^node_exporter_build_info\{[^}\n]{0,300}version="([^"\n]{1,40})"/m.exec(
      answer.text,
    )
    const onPage = /Version: \(version=([^,)]{1,40})/.exec(first.text)
    const isOpen = answer.status === 200 && /^# HELP /m.test(answer.text)
    if (!build && first.title !== 'Node Exporter') return undefined
    return {
      evidence: isOpen ? 'GET /metrics answers' : 'title',
      version: build?.[1] ?? onPage?.[1],
      isAnonymousAllowed: isOpen || undefined,
    }
  },
})
