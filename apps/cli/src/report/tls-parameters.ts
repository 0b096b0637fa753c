import { type TlsEndpointRecord } from '@windvane/model'
import { code, definitionList } from './definition-list.ts'
import { formatTime } from './format-time.ts'
import { given, type Html, html, listSome, told } from './html.ts'

/** What a port negotiates, offers and sends along. */
export function tlsParameters(endpoint: TlsEndpointRecord): Html {
  const { negotiated, groups, alpn, dh, ocspStaple, scts, clientCertificate, jarm, ja3s } = endpoint
  return definitionList([
    [
      'Negotiated',
      negotiated &&
        [negotiated.version, negotiated.cipher, negotiated.group].filter(Boolean).join(', '),
    ],
    ['Groups', groups.length === 0 ? undefined : groupList(groups)],
    ['ALPN', alpn.join(', ')],
    [
      'DH parameters',
      dh && `${dh.bits} bits${dh.knownPrime === undefined ? '' : `, ${dh.knownPrime}`}`,
    ],
    ['OCSP staple', ocspStaple && describeStaple(ocspStaple)],
    ['SCTs', scts.length === 0 ? undefined : sctList(scts)],
    ['Client certificate', clientCertificate && describeDemand(clientCertificate)],
    ['Trust path', describePath(endpoint)],
    ['JARM', code(jarm)],
    ['JA3S', code(ja3s)],
    [
      'Asked with',
      `${endpoint.connections} connections in ${(endpoint.durationMs / 1000).toFixed(1)} s`,
    ],
  ])
}

function groupList(groups: TlsEndpointRecord['groups']): Html {
  return html`<ul>
    ${listSome(
      groups,
      40,
      ({ name, code: number, bits, isPostQuantum }) =>
        html`<li>
          ${told(name, 60)}
          <span class="muted small">
            ${told(number, 8)}, ${bits} bits${isPostQuantum ? ', post-quantum' : ''}
          </span>
        </li>`,
    )}
  </ul>`
}

function describeStaple({
  status,
  producedAt,
  nextUpdate,
}: NonNullable<TlsEndpointRecord['ocspStaple']>): string {
  return [
    status,
    ...(producedAt === undefined ? [] : [`made ${formatTime(producedAt)}`]),
    ...(nextUpdate === undefined ? [] : [`good until ${formatTime(nextUpdate)}`]),
  ].join(', ')
}

function sctList(scts: TlsEndpointRecord['scts']): Html {
  const toItem = ({ source, at, logId }: TlsEndpointRecord['scts'][number]) =>
    html`<li>
      ${formatTime(at)}, ${source} <code class="muted small">log ${told(logId, 64)}</code>
    </li>`
  return html`<ul>
    ${listSome(scts, 20, toItem)}
  </ul>`
}

function describeDemand({
  demand,
  acceptedIssuers,
}: NonNullable<TlsEndpointRecord['clientCertificate']>): Html {
  const issuers = acceptedIssuers.length === 0 ? undefined : acceptedIssuers
  const toItem = (issuer: string) => html`<li>${told(issuer, 200)}</li>`
  return html`${demand}
  ${given(
    issuers,
    (list) =>
      html`<ul>
        ${listSome(list, 10, toItem)}
      </ul>`,
  )}`
}

/** The trust path is known by fingerprints; names are those of the certificates that were served. */
function describePath({ trust, chains: { named, default: unnamed } }: TlsEndpointRecord): string {
  const served = [...(named?.certificates ?? []), ...(unnamed?.certificates ?? [])]
  return trust.path
    .map((sha256) => {
      const known = served.find((certificate) => certificate.sha256 === sha256)
      return known?.subjectCommonName ?? known?.subject ?? `${sha256.slice(0, 16)}…`
    })
    .join(' ← ')
}
