import { type SoftwareRecord } from '@windvane/model'
import { defineFinding } from './define-finding.ts'

/** Findings about the age of software and systems; only what its makers have announced. */
export const softwareFindings = [
  defineFinding({
    id: 'software-end-of-life',
    title: 'Software gets no more updates from its maker',
    severity: 'medium',
    description:
      'Flaws that are found in it stay open, unless a distribution mends them by itself. Update to a release that is maintained.',
    ofService: ({ software }) => {
      for (const record of software) {
        const end = findEnd(record)
        if (end) return `${record.product} ${record.version}: ended ${end}`
      }
      return undefined
    },
  }),
  defineFinding({
    id: 'os-end-of-life',
    title: 'Operating system gets no more updates',
    severity: 'high',
    description:
      'Its free support has ended: flaws that are found in it stay open, unless an extension was bought. Move to a release that is maintained.',
    ofHost: ({ os }) => {
      const end = os && findSystemEnd(os.name)
      return end === undefined ? undefined : `${os?.name}: ended ${end}`
    },
  }),
  defineFinding({
    id: 'ftp-backdoored-release',
    title: 'FTP server is of a release that was once spread with a backdoor',
    severity: 'medium',
    description:
      'The source of this release was replaced for some days (vsftpd 2.3.4 in 2011, ProFTPD 1.3.3c in 2010). Update it.',
    ofService: ({ product, version }) => {
      const release = `${product} ${version}`
      return ['vsftpd 2.3.4', 'ProFTPD 1.3.3c'].includes(release) ? release : undefined
    },
  }),
] as const

type Row = readonly [product: string, versions: RegExp, end: string]

/** The end of support that each maker announced: mysql.com, mariadb.org, mongodb.com, isc.org, samba.org. */
const releases: readonly Row[] = [
  ['MySQL', /^5\.[01]\./, 'December 2013'],
  ['MySQL', /^5\.5\./, 'December 2018'],
  ['MySQL', /^5\.6\./, 'February 2021'],
  ['MySQL', /^5\.7\./, 'October 2023'],
  ['MariaDB', /^5\.5\./, 'April 2020'],
  ['MariaDB', /^10\.0\./, 'March 2019'],
  ['MariaDB', /^10\.1\./, 'October 2020'],
  ['MariaDB', /^10\.2\./, 'May 2022'],
  ['MariaDB', /^10\.3\./, 'May 2023'],
  ['MariaDB', /^10\.4\./, 'June 2024'],
  ['MariaDB', /^10\.5\./, 'June 2025'],
  ['MongoDB', /^(?:2\.|3\.[0-4]\.)/, 'January 2020'],
  ['MongoDB', /^3\.6\./, 'April 2021'],
  ['MongoDB', /^4\.0\./, 'April 2022'],
  ['MongoDB', /^4\.2\./, 'April 2023'],
  ['MongoDB', /^4\.4\./, 'February 2024'],
  ['MongoDB', /^5\.0\./, 'October 2024'],
  ['MongoDB', /^6\.0\./, 'July 2025'],
  ['BIND', /^9\.(?:\d|10|11)\./, 'March 2022'],
  ['BIND', /^9\.16\./, 'April 2024'],
  ['Samba', /^3\./, 'March 2015'],
]

/** Distributions go on mending what they have packed, and mark it by a revision. */
function findEnd({ product, version, packageRevision }: SoftwareRecord): string | undefined {
  if (version === undefined || packageRevision !== undefined) return undefined
  return releases.find(([name, versions]) => name === product && versions.test(version))?.[2]
}

/** The end of free support: debian.org (LTS), ubuntu.com, redhat.com, Microsoft's lifecycle pages. */
const systems: Readonly<Record<string, string>> = {
  'Debian 7': 'May 2018',
  'Debian 8': 'June 2020',
  'Debian 9': 'June 2022',
  'Debian 10': 'June 2024',
  'Debian 11': 'August 2026',
  'Ubuntu 12.04': 'April 2017',
  'Ubuntu 14.04': 'April 2019',
  'Ubuntu 16.04': 'April 2021',
  'Ubuntu 18.04': 'May 2023',
  'Ubuntu 20.04': 'May 2025',
  'Enterprise Linux 5': 'March 2017',
  'Enterprise Linux 6': 'November 2020',
  'Enterprise Linux 7': 'June 2024',
  'Windows 2000': 'July 2010',
  'Windows XP': 'April 2014',
  'Windows XP x64 or Windows Server 2003': 'July 2015',
  'Windows Vista': 'April 2017',
  'Windows Vista SP1 or Windows Server 2008': 'January 2020',
  'Windows Vista SP2 or Windows Server 2008 SP2': 'January 2020',
  'Windows Server 2008 SP2': 'January 2020',
  'Windows 7 or Windows Server 2008 R2': 'January 2020',
  'Windows 7 SP1 or Windows Server 2008 R2 SP1': 'January 2020',
  'Windows 8 or Windows Server 2012': 'October 2023',
  'Windows 8.1 or Windows Server 2012 R2': 'October 2023',
}

function findSystemEnd(name: string): string | undefined {
  return Object.hasOwn(systems, name) ? systems[name] : undefined
}
