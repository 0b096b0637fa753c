import { defineHttpApplication } from './define-http-application.ts'

/** Exporters for Prometheus: the page that points to `/metrics`. */
export const prometheusExporter = defineHttpApplication({
  id: 'prometheus-exporter',
  title: 'Prometheus Exporter',
  read: ({ title, text }) => {
    const name = /^([\w .-]{1,60} exporter)$/i.exec(title ?? '')?.[1]
    if (name === undefined || name === 'Node Exporter') return undefined
    if (!/href=["']?[\w/.-]{0,40}\/?metrics/.test(text)) return undefined
    const version = /Version: \(version=([^,)]{1,40})/.exec(text)?.[1]
    return { evidence: `title "${name}"`, version, extra: { exporter: name } }
  },
})
