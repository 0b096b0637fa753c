import { type TlsSuiteRecord, type TlsVersionRecord } from '@windvane/model'
import { chip } from './chips.ts'
import { type Html, html, spaced, told } from './html.ts'

/** Cipher suites by protocol version; the number is the place in the server's order. */
export function tlsSuites(versions: readonly TlsVersionRecord[]): Html {
  const spoken = versions.filter(({ isSupported }) => isSupported === true)
  const suites = new Map(
    spoken
      .toReversed()
      .flatMap((version) => version.suites)
      .map((suite) => [suite.code, suite]),
  )
  return html`<p class="chips">${spaced(versions.map(versionChip))}</p>
    ${suites.size === 0 ? undefined : suiteTable(spoken, [...suites.values()].slice(0, maxSuites))}`
}

const maxSuites = 200

function versionChip({ version, isSupported, order }: TlsVersionRecord): Html {
  if (isSupported === undefined) return chip(`? ${version} not asked`, 'info')
  if (!isSupported) return chip(`– ${version}`, 'info')
  const isModern = version === 'TLSv1.2' || version === 'TLSv1.3'
  const whose = order === undefined ? '' : `, ${order} chooses`
  return chip(`✓ ${version}${whose}`, isModern ? 'good' : 'high')
}

function suiteTable(
  versions: readonly TlsVersionRecord[],
  suites: readonly TlsSuiteRecord[],
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Cipher suites">
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col">Suite</th>
          <th scope="col">Strength</th>
          <th scope="col">Bits</th>
          <th scope="col">Key exchange</th>
          ${versions.map(({ version }) => html`<th scope="col">${version}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${suites.map(
          (suite) =>
            html`<tr>
              <th scope="row">
                <code
                  >${told(suite.name, 80)} <span class="muted">${told(suite.code, 8)}</span></code
                >
              </th>
              <td>${strength(suite)}</td>
              <td>${suite.bits}</td>
              <td>${told(suite.keyExchange, 40)}</td>
              ${versions.map((version) => html`<td>${place(version, suite)}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `
}

function place({ suites, order }: TlsVersionRecord, { code }: TlsSuiteRecord): string {
  const index = suites.findIndex((suite) => suite.code === code)
  if (index === -1) return ''
  return order === 'server' ? String(index + 1) : '✓'
}

function strength({ strength }: TlsSuiteRecord): Html {
  switch (strength) {
    case 'strong':
      return chip('strong', 'good')
    case 'acceptable':
      return chip('acceptable', 'low')
    case 'weak':
      return chip('◆ weak', 'medium')
    case 'insecure':
      return chip('▲ insecure', 'critical')
  }
}
