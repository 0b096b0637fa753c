import { type TlsFeatures } from '@windvane/model'
import { chip } from './chips.ts'
import { type Html, html } from './html.ts'

/** What the TLS of a port can do, and whether it should. */
export function tlsFeatures(features: TlsFeatures): Html {
  return html`<dl>
    ${list.map(
      ([key, name, isWanted]) =>
        html`<dt>${name}</dt>
          <dd>${answer(features[key], isWanted)}</dd>`,
    )}
  </dl>`
}

/** Whether an answer of yes is wanted; undefined where both are well. */
const list: readonly (readonly [key: keyof TlsFeatures, name: string, isWanted?: boolean])[] = [
  ['secureRenegotiation', 'Secure renegotiation', true],
  ['clientRenegotiation', 'Renegotiation by the client', false],
  ['extendedMasterSecret', 'Extended master secret', true],
  ['encryptThenMac', 'Encrypt-then-MAC'],
  ['fallbackScsv', 'Downgrade protection (SCSV)', true],
  ['compression', 'Compression', false],
  ['heartbeat', 'Heartbeat', false],
  ['sessionIdResumption', 'Resumption by session id'],
  ['ticketResumption', 'Resumption by ticket'],
  ['earlyData', 'Early data (0-RTT)'],
]

function answer(isOn: boolean | undefined, isWanted: boolean | undefined): Html {
  if (isOn === undefined) return html`<span class="muted">not known</span>`
  const word = isOn ? 'yes' : 'no'
  if (isWanted === undefined) return html`${word}`
  return isOn === isWanted ? chip(`✓ ${word}`, 'good') : chip(`◆ ${word}`, 'medium')
}
