/** A Windows by the number that its own protocols tell. */
export type WindowsRelease = {
  readonly name: string
  /** `vendor:product` as NVD writes them; absent where a client and a server share the number. */
  readonly cpe?: string
}

type Row = readonly [client: string | undefined, server: string | undefined, cpe?: string]

/** Builds and their releases, as Microsoft publishes them (Windows release health, Windows Server release information). */
const builds: Readonly<Record<string, Row>> = {
  '5.0.2195': ['2000', undefined, 'microsoft:windows_2000'],
  '5.1.2600': ['XP', undefined, 'microsoft:windows_xp'],
  '5.2.3790': ['XP x64', 'Server 2003'],
  '6.0.6000': ['Vista', undefined, 'microsoft:windows_vista'],
  '6.0.6001': ['Vista SP1', 'Server 2008'],
  '6.0.6002': ['Vista SP2', 'Server 2008 SP2'],
  '6.0.6003': [undefined, 'Server 2008 SP2', 'microsoft:windows_server_2008'],
  '6.1.7600': ['7', 'Server 2008 R2'],
  '6.1.7601': ['7 SP1', 'Server 2008 R2 SP1'],
  '6.2.9200': ['8', 'Server 2012'],
  '6.3.9600': ['8.1', 'Server 2012 R2'],
  '10.0.10240': ['10 1507', undefined, 'microsoft:windows_10_1507'],
  '10.0.10586': ['10 1511', undefined, 'microsoft:windows_10_1511'],
  '10.0.14393': ['10 1607', 'Server 2016'],
  '10.0.15063': ['10 1703', undefined, 'microsoft:windows_10_1703'],
  '10.0.16299': ['10 1709', 'Server 1709'],
  '10.0.17134': ['10 1803', 'Server 1803'],
  '10.0.17763': ['10 1809', 'Server 2019'],
  '10.0.18362': ['10 1903', 'Server 1903'],
  '10.0.18363': ['10 1909', 'Server 1909'],
  '10.0.19041': ['10 2004', 'Server 2004'],
  '10.0.19042': ['10 20H2', 'Server 20H2'],
  '10.0.19043': ['10 21H1', undefined, 'microsoft:windows_10_21h1'],
  '10.0.19044': ['10 21H2', undefined, 'microsoft:windows_10_21h2'],
  '10.0.19045': ['10 22H2', undefined, 'microsoft:windows_10_22h2'],
  '10.0.20348': [undefined, 'Server 2022', 'microsoft:windows_server_2022'],
  '10.0.22000': ['11 21H2', undefined, 'microsoft:windows_11_21h2'],
  '10.0.22621': ['11 22H2', undefined, 'microsoft:windows_11_22h2'],
  '10.0.22631': ['11 23H2', undefined, 'microsoft:windows_11_23h2'],
  '10.0.25398': [undefined, 'Server 23H2', 'microsoft:windows_server_23h2'],
  '10.0.26100': ['11 24H2', 'Server 2025'],
  '10.0.26200': ['11 25H2', undefined, 'microsoft:windows_11_25h2'],
}

/** The release of `10.0.20348`; a number that is not published is only Windows. */
export function findWindowsRelease(version: string): WindowsRelease {
  const row = Object.hasOwn(builds, version) ? builds[version] : undefined
  if (!row) return { name: 'Windows', cpe: 'microsoft:windows' }
  const [client, server, cpe] = row
  const names = [client, server].filter((name) => name !== undefined)
  return {
    name: names.map((name) => `Windows ${name}`).join(' or '),
    ...(cpe === undefined ? {} : { cpe }),
  }
}
