import { type Clue } from '../../detectors/define-detector.ts'
import { formatCpe } from './format-cpe.ts'
import { findWindowsRelease } from './windows-version.ts'

/** An operating system told by a package revision, a version number or a plain word. */
export type Distribution = {
  readonly name: string
  readonly version?: string
  readonly cpe?: string
}

/** Reads the distribution from software texts: `+deb12u10`, `0ubuntu0.22.04.1`, `.el9`, `(Debian)`. */
export function parseDistribution({ field, text }: Clue): Distribution | undefined {
  const subject = text.slice(0, 500)
  if (field === 'windows.version') return windowsRelease(subject)
  return fromRevision(subject) ?? (field === 'os' ? fromSystem(subject) : plainWord(subject))
}

/** The revision of a distribution's package that a version text carries: `2+deb12u10`, `0ubuntu0.22.04.1`. */
export function findPackageRevision(text: string): string | undefined {
  return /[+~-](deb\d{1,2}u\d{1,3}|\d{0,3}ubuntu[\d.]{1,20}\d|[\w.]{0,20}\.el\d{1,2}(?:_\d{1,2})?(?:\.\d{1,3})?)/i.exec(
    text.slice(0, 500),
  )?.[1]
}

function windowsRelease(version: string): Distribution {
  const { name, cpe } = findWindowsRelease(version)
  return { name, version, ...(cpe ? { cpe: formatCpe({ part: 'o', name: cpe }) } : {}) }
}

function fromRevision(text: string): Distribution | undefined {
  const debian = /[+~-]deb(\d{1,2})u\d/i.exec(text)?.[1] ?? debianOfOpenssh(text)
  if (debian) return debianRelease(debian)
  const ubuntu = /ubuntu\d*[.~](\d\d\.\d\d)/i.exec(text)?.[1] ?? ubuntuOfOpenssh(text)
  if (ubuntu) return ubuntuRelease(ubuntu)
  const codename = /(?:\+maria~|-MariaDB-)([a-z]{3,10}\d{0,4})/.exec(text)?.[1]
  return (codename === undefined ? undefined : ofMariaDb(codename)) ?? fromKernel(text)
}

/** Rebuilds of Red Hat's packages keep its `.el9`, so that the family is told, not the maker. */
function fromKernel(text: string): Distribution | undefined {
  const enterprise = /\.el(\d{1,2})(?:_\d{1,2})?\b/.exec(text)?.[1]
  if (enterprise) return { name: `Enterprise Linux ${enterprise}` }
  const fedora = /\.fc(\d{2})\b/.exec(text)?.[1]
  if (fedora) {
    const cpe = formatCpe({ part: 'o', name: 'fedoraproject:fedora', version: fedora })
    return { name: `Fedora ${fedora}`, cpe }
  }
  const amazon = /\.amzn(\d{1,4})\b/.exec(text)?.[1]
  return amazon === undefined ? undefined : { name: `Amazon Linux ${amazon}` }
}

/** What `uname` or a server of Windows says. */
function fromSystem(text: string): Distribution | undefined {
  const kernel = /^Linux (\d{1,2}\.\d{1,3}\.0)-\d{1,3}-(?:cloud-)?(?:amd64|arm64)\b/.exec(text)?.[1]
  const debian =
    /^Linux [\d.]{3,12}\+deb(\d{2})-/.exec(text)?.[1] ??
    (kernel === undefined ? undefined : debianByKernel[kernel])
  if (debian) return debianRelease(debian)
  const family = /^(Linux|FreeBSD|OpenBSD|NetBSD|DragonFly|Darwin|SunOS|Windows)\b/i.exec(text)?.[1]
  return family === undefined ? undefined : { name: family, ...familyCpe(family) }
}

/** Debian's kernels have their ABI and architecture in the name, and a third number of 0 before Debian 13. */
const debianByKernel: Readonly<Record<string, string>> = {
  '3.16.0': '8',
  '4.9.0': '9',
  '4.19.0': '10',
  '5.10.0': '11',
  '6.1.0': '12',
}

const familyNames: Readonly<Record<string, string>> = {
  FreeBSD: 'freebsd:freebsd',
  OpenBSD: 'openbsd:openbsd',
  NetBSD: 'netbsd:netbsd',
  Windows: 'microsoft:windows',
}

function familyCpe(family: string): Pick<Distribution, 'cpe'> {
  const name = familyNames[family]
  return name === undefined ? {} : { cpe: formatCpe({ part: 'o', name }) }
}

function debianRelease(version: string): Distribution {
  const cpe = formatCpe({ part: 'o', name: 'debian:debian_linux', version: `${version}.0` })
  return { name: `Debian ${version}`, cpe }
}

function ubuntuRelease(version: string): Distribution {
  const cpe = formatCpe({ part: 'o', name: 'canonical:ubuntu_linux', version })
  return { name: `Ubuntu ${version}`, cpe }
}

/** Where a package does not name its release: each upstream version went into one (packages.ubuntu.com). */
const ubuntuByOpenssh: Readonly<Record<string, string>> = {
  '5.9p1': '12.04',
  '6.6.1p1': '14.04',
  '7.2p2': '16.04',
  '7.6p1': '18.04',
  '8.2p1': '20.04',
  '8.9p1': '22.04',
  '9.6p1': '24.04',
}

/** The same of Debian (packages.debian.org); its security updates do name the release. */
const debianByOpenssh: Readonly<Record<string, string>> = {
  '6.0p1': '7',
  '6.7p1': '8',
  '7.4p1': '9',
  '7.9p1': '10',
  '8.4p1': '11',
  '9.2p1': '12',
  '10.0p2': '13',
}

function ubuntuOfOpenssh(text: string): string | undefined {
  const version = /^OpenSSH_([\w.]{1,20}) Ubuntu/.exec(text)?.[1]
  return version === undefined ? undefined : ubuntuByOpenssh[version]
}

function debianOfOpenssh(text: string): string | undefined {
  const version = /^OpenSSH_([\w.]{1,20}) Debian/.exec(text)?.[1]
  return version === undefined ? undefined : debianByOpenssh[version]
}

/** MariaDB's own packages: `+maria~ubu2204`, `+maria~deb12`, and before 2022 the code name. */
function ofMariaDb(codename: string): Distribution | undefined {
  const [, family, number] = /^(ubu|deb)(\d{1,4})$/.exec(codename) ?? []
  if (family === 'deb' && number) return debianRelease(number)
  if (family === 'ubu' && number) return ubuntuRelease(`${number.slice(0, 2)}.${number.slice(2)}`)
  const debian = debianByCodename[codename]
  if (debian) return debianRelease(debian)
  const ubuntu = ubuntuByCodename[codename]
  return ubuntu === undefined ? undefined : ubuntuRelease(ubuntu)
}

const debianByCodename: Readonly<Record<string, string>> = {
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
}

const ubuntuByCodename: Readonly<Record<string, string>> = {
  trusty: '14.04',
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
}

const words: readonly (readonly [pattern: RegExp, name: string, cpe?: string])[] = [
  [/\bDebian\b/i, 'Debian', 'debian:debian_linux'],
  [/\bUbuntu\b/i, 'Ubuntu', 'canonical:ubuntu_linux'],
  [/\bRaspbian\b/i, 'Raspbian'],
  [/\bAlpine\b/i, 'Alpine Linux', 'alpinelinux:alpine_linux'],
  [/\bAlmaLinux\b/i, 'AlmaLinux', 'almalinux:almalinux'],
  [/\bRocky Linux\b/i, 'Rocky Linux', 'rocky:linux'],
  [/\bCentOS\b/i, 'CentOS', 'centos:centos'],
  [/\bRed ?Hat\b/i, 'Red Hat Enterprise Linux', 'redhat:enterprise_linux'],
  [/\bFedora\b/i, 'Fedora', 'fedoraproject:fedora'],
  [/\bopenSUSE\b/i, 'openSUSE', 'opensuse:opensuse'],
  [/\bGentoo\b/i, 'Gentoo', 'gentoo:linux'],
  [/\bFreeBSD\b/i, 'FreeBSD', 'freebsd:freebsd'],
  [/\bNetBSD\b/, 'NetBSD', 'netbsd:netbsd'],
  [/\bOpenBSD\b/, 'OpenBSD', 'openbsd:openbsd'],
  [/\bWindows\b|\bWin(?:32|64)\b|_for_Windows_|Microsoft-IIS/i, 'Windows', 'microsoft:windows'],
]

function plainWord(text: string): Distribution | undefined {
  for (const [pattern, name, cpe] of words) {
    if (pattern.test(text))
      return cpe ? { name, cpe: formatCpe({ part: 'o', name: cpe }) } : { name }
  }
  return undefined
}
