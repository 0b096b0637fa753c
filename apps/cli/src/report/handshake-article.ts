import { type TlsRecord } from '@windvane/model'
import { anchor } from './anchor.ts'
import { certificateChain } from './certificate-chain.ts'
import { trustChip } from './chips.ts'
import { definitionList } from './definition-list.ts'
import { type Html, html, told } from './html.ts'

/** What one handshake told of a port whose TLS was not laid open. */
export function handshakeArticle(record: TlsRecord, at: Date): Html {
  const { address, port, tunnel, serverName, version, cipher, alpn, chain } = record
  return html`<article class="card" id="${anchor('tls', address, port)}">
    <header>
      <div>
        <h3>
          <span class="mono">${address} ${port}/tcp</span>
          ${tunnel === 'starttls' ? 'STARTTLS' : ''}
          ${serverName === null ? 'without a name' : html`for ${told(serverName)}`}
        </h3>
        <p>${trustChip(record.isTrusted, record.trustError)}</p>
      </div>
    </header>
    ${definitionList([
      ['Negotiated', `${version}, ${cipher}`],
      ['ALPN', alpn],
    ])}
    <h4>Certificates</h4>
    ${certificateChain({ certificates: chain, problems: [] }, at)}
  </article>`
}
