import { type FailureRecord, type ScanReport, type StageName } from '@windvane/model'
import { describeStop } from '../digest/describe-stop.ts'
import { definitionList } from './definition-list.ts'
import { formatTime } from './format-time.ts'
import { type Html, html, listSome, told } from './html.ts'
import { pacePicture } from './pace-picture.ts'
import { type Section } from './render-report.ts'

/** How the scan ran, and what went wrong. */
export function runSection(report: ScanReport): Section {
  const { summary, failures } = report
  return {
    id: 'run',
    title: 'How the scan ran',
    body: html`<article class="card">
      <div class="columns">
        <div>${run(report)}</div>
        <div>${counters(report)}</div>
      </div>
      ${
        summary.pace.length < 2
          ? undefined
          : html`<h4>Pace</h4>
              ${pacePicture(summary.pace)}`
      }
      ${decisions(report)}
      ${
        failures.length === 0
          ? undefined
          : html`<details>
              <summary>${failures.length.toLocaleString('en')} things that gave nothing</summary>
              <ul class="small">
                ${listSome(failures, 300, toFailure)}
              </ul>
            </details>`
      }
    </article>`,
  }
}

function run({ summary }: ScanReport): Html {
  const { engine, options, sourceAddresses } = summary
  return html`<h4>Run</h4>
    ${definitionList([
      ['Started', formatTime(summary.startedAt)],
      ['Ended', formatTime(summary.endedAt)],
      ['End', describeStop(summary.stopReason)],
      ['Engine', `${engine.name} ${engine.version}, ports by ${engine.portScan}`],
      ['Profile', summary.profile],
      [
        'Asked for',
        Object.entries(options)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
      ],
      ['From', sourceAddresses.join(', ')],
    ])}`
}

const stages: readonly (readonly [StageName, string])[] = [
  ['resolve', 'Resolved'],
  ['ports', 'Ports judged'],
  ['udp', 'UDP ports judged'],
  ['services', 'Services asked'],
  ['tls', 'TLS laid open'],
  ['http', 'Web pages read'],
]

function counters({ summary }: ScanReport): Html {
  const { counters: count, stages: shares } = summary
  const number = (value: number) => value.toLocaleString('en')
  return html`<h4>Counters</h4>
    ${definitionList([
      ...stages.map(([stage, name]): readonly [string, Html] => [name, share(name, shares[stage])]),
      [
        'Probes',
        `${number(count.sent)} sent, ${number(count.answered)} answered, ${number(count.retries)} repeated`,
      ],
      ['Connections', `${number(count.connections)}, ${number(count.bytesRead)} bytes read`],
      [
        'Round trip',
        count.srttMs === undefined
          ? undefined
          : `${count.srttMs.toFixed(1)} ms${count.rttvarMs === undefined ? '' : ` ± ${count.rttvarMs.toFixed(1)} ms`}`,
      ],
      ['Loss', count.loss === undefined ? undefined : `${(count.loss * 100).toFixed(1)} %`],
    ])}`
}

function share(name: string, part: number): Html {
  const percent = Math.floor(part * 100)
  return html`<meter min="0" max="100" value="${percent}" aria-label="${name}">${percent} %</meter>
    ${percent} %`
}

function decisions({ summary }: ScanReport): Html | undefined {
  if (summary.decisions.length === 0) return undefined
  return html`<h4>Decisions</h4>
    <ul class="small plain">
      ${listSome(
        summary.decisions,
        200,
        ({ at, text }) =>
          html`<li><span class="muted mono">${formatTime(at).slice(11)}</span> ${told(text)}</li>`,
      )}
    </ul>`
}

function toFailure({ stage, address, port, detector, message }: FailureRecord): Html {
  const place = [address, port, detector].filter((part) => part !== undefined).join(' ')
  return html`<li><span class="muted">${stage} ${told(place, 100)}:</span> ${told(message)}</li>`
}
