import { type AddressRecord } from './address-record.ts'

/** What a scan would do; made without a packet but DNS. */
export type ScanForecast = {
  readonly target: string
  readonly addresses: readonly AddressRecord[]
  /** Ports for each address. */
  readonly tcpPorts: number
  readonly udpPorts: number
  readonly profile: string
  /** From a host that answers everything to one that is silent; for the services a usual number. */
  readonly packets: { readonly least: number; readonly most: number }
  readonly seconds: { readonly least: number; readonly most: number }
  readonly verdict: 'allowed' | 'refused'
  /** Why the target is refused. */
  readonly reason?: string
}
