/** What one web server said to a few polite questions. */
export type HttpRecord = {
  readonly address: string
  readonly port: number
  readonly tunnel: 'none' | 'tls'
  /** The Host that was asked for. */
  readonly host: string
  /** Where the redirects on this host led to. */
  readonly url: string
  readonly status: number
  readonly reason: string
  readonly title?: string
  readonly server?: string
  readonly contentType?: string
  readonly contentLength?: number
  /** `http/1.1`, `h2` (by ALPN), `h3` (by Alt-Svc). */
  readonly protocols: readonly string[]
  readonly redirects: readonly HttpRedirect[]
  /** In the order and spelling of the server, at most 100. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: HttpBody
  readonly favicon?: HttpFavicon
  readonly technologies: readonly HttpTechnology[]
  /** The value of each security header by lower-case name, null where it is missing. */
  readonly securityHeaders: Readonly<Record<string, string | null>>
  readonly cookies: readonly HttpCookie[]
  /** Whether the page has a field for a password. */
  readonly hasPasswordField?: boolean
  /** The methods that the server says it takes (Allow), and its WebDAV classes (RFC 4918 10.1). */
  readonly methods?: readonly string[]
  readonly dav?: string
  readonly robots?: {
    readonly status: number
    readonly disallow: readonly string[]
    readonly sitemaps: readonly string[]
  }
  /** RFC 9116. */
  readonly securityTxt?: {
    readonly contacts: readonly string[]
    readonly expires?: string
    /** Absent when it names no date. */
    readonly isExpired?: boolean
  }
  /** The same page asked for by address instead of name. */
  readonly withoutName?: {
    /** Whether status and title, or status and body, are the same. */
    readonly isSame: boolean
    readonly status: number
    readonly title?: string
    readonly bodySha256: string
  }
  /** Hosts named by Content-Security-Policy. */
  readonly policyHosts: readonly string[]
  /** Registrable domains that the page links to. */
  readonly linkedDomains: readonly string[]
  readonly altSvc?: string
  /** Present when time, connections or bytes ran out before every question was asked. */
  readonly isPartial?: true
}

export type HttpRedirect = {
  readonly status: number
  readonly from: string
  readonly to: string
  /** Only redirects on the same host and port are followed. */
  readonly isFollowed: boolean
}

export type HttpBody = {
  readonly sha256: string
  /** MurmurHash3, 32 bits, signed. */
  readonly mmh3: number
  /** Of what was kept: at most 256 kB, without content coding. */
  readonly sizeBytes: number
  readonly isTruncated: boolean
  /** Printable, at most 1,000 characters. */
  readonly preview: string
}

export type HttpFavicon = {
  readonly url: string
  readonly sizeBytes: number
  readonly md5: string
  readonly sha256: string
  /** Of the base64 text in lines of 76, as Shodan counts it. */
  readonly mmh3: number
}

export type HttpTechnology = {
  readonly name: string
  readonly version?: string
  readonly cpe?: string
  readonly category: string
  readonly evidence: string
}

export type HttpCookie = {
  readonly name: string
  readonly isSecure: boolean
  readonly isHttpOnly: boolean
  readonly sameSite?: string
}
