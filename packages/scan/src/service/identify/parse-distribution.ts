import { type Clue } from '../../detectors/define-detector.ts'
import { formatCpe } from './format-cpe.ts'

/** An operating system told by a package revision or a plain word. */
export type Distribution = { readonly name: string; readonly cpe?: string }

/** Reads the distribution from software texts: `+deb12u10`, `0ubuntu0.22.04.1`, `(Debian)`. */
export function parseDistribution({ field, text }: Clue): Distribution | undefined {
  const subject = text.slice(0, 500)
  if (field === 'os') return fromOsText(subject)
  const debian = /[+~-]deb(\d{1,2})u\d/i.exec(subject)
  if (debian?.[1]) return debianRelease(debian[1])
  const ubuntu = /ubuntu\d*[.~](\d\d\.\d\d)/i.exec(subject)?.[1] ?? ubuntuOfOpenssh(subject)
  if (ubuntu) return ubuntuRelease(ubuntu)
  return plainWord(subject)
}

/** The revision of a distribution's package that a version text carries: `2+deb12u10`, `0ubuntu0.22.04.1`. */
export function findPackageRevision(text: string): string | undefined {
  return /[+~-](deb\d{1,2}u\d{1,3}|\d{0,3}ubuntu[\d.]{1,20}\d)/i.exec(text.slice(0, 500))?.[1]
}

function fromOsText(text: string): Distribution | undefined {
  const family = /^(Linux|FreeBSD|OpenBSD|NetBSD|Darwin|Windows)\b/i.exec(text)?.[1]
  return family === undefined ? undefined : { name: family }
}

function debianRelease(version: string): Distribution {
  const cpe = formatCpe({ part: 'o', name: 'debian:debian_linux', version: `${version}.0` })
  return { name: `Debian ${version}`, cpe }
}

function ubuntuRelease(version: string): Distribution {
  const cpe = formatCpe({ part: 'o', name: 'canonical:ubuntu_linux', version })
  return { name: `Ubuntu ${version}`, cpe }
}

/** Ubuntu's OpenSSH does not name the release; each upstream version went into one (packages.ubuntu.com). */
const ubuntuByOpenssh: Readonly<Record<string, string>> = {
  '6.6.1p1': '14.04',
  '7.2p2': '16.04',
  '7.6p1': '18.04',
  '8.2p1': '20.04',
  '8.9p1': '22.04',
  '9.6p1': '24.04',
}

function ubuntuOfOpenssh(text: string): string | undefined {
  const version = /^OpenSSH_([\w.]{1,20}) Ubuntu/.exec(text)?.[1]
  return version === undefined ? undefined : ubuntuByOpenssh[version]
}

const words: readonly (readonly [pattern: RegExp, name: string, cpe?: string])[] = [
  [/\bDebian\b/i, 'Debian', 'debian:debian_linux'],
  [/\bUbuntu\b/i, 'Ubuntu', 'canonical:ubuntu_linux'],
  [/\bRaspbian\b/i, 'Raspbian'],
  [/\bCentOS\b/i, 'CentOS', 'centos:centos'],
  [/\bRed Hat\b/i, 'Red Hat Enterprise Linux', 'redhat:enterprise_linux'],
  [/\bFedora\b/i, 'Fedora', 'fedoraproject:fedora'],
  [/\bFreeBSD\b/i, 'FreeBSD', 'freebsd:freebsd'],
  [/\bOpenBSD\b/, 'OpenBSD', 'openbsd:openbsd'],
  [/\bWindows\b|\bWin(?:32|64)\b|Microsoft-IIS/i, 'Windows', 'microsoft:windows'],
]

function plainWord(text: string): Distribution | undefined {
  for (const [pattern, name, cpe] of words) {
    if (pattern.test(text))
      return cpe ? { name, cpe: formatCpe({ part: 'o', name: cpe }) } : { name }
  }
  return undefined
}
