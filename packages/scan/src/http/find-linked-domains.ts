/** The registrable domains, by the Public Suffix List, that a page points to beyond its own. */
export async function findLinkedDomains(text: string, ownHost: string): Promise<readonly string[]> {
  // The list is large; only a scan that meets a page with links needs it.
  const { getDomain } = await import('tldts')
  const own = getDomain(ownHost)
  const domains = new Set<string>()
  for (const [, host = ''] of text.matchAll(linkPattern)) {
    const domain = getDomain(host.toLowerCase())
    if (domain !== null && domain !== own) domains.add(domain)
    if (domains.size >= maxDomains) break
  }
  return [...domains]
}

const maxDomains = 100

const linkPattern =
  /\b(?:href|src|action|srcset|content|data-src)=["']?(?:https?:)?\/\/(?:[^\s"'<>/?#@]{0,100}@)?([a-z0-9.-]{1,253})/gi
