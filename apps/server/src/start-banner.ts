import { type NewAdminKey } from './accounts/admin-key-file.ts'

export type BannerContent = {
  readonly newAdminKey: NewAdminKey | undefined
  readonly acceptsPrivateTargets: boolean
}

/** What a person sees when the server listens; with the key pair and how to use it when it is new. */
export function toBanner(url: string, content: BannerContent): string {
  const { newAdminKey: key, acceptsPrivateTargets } = content
  const listens = `Windvane listens on ${url}\n`
  if (key === undefined) return listens
  const target = acceptsPrivateTargets ? '127.0.0.1' : placeholder
  const curl = (path: string, body?: unknown): string => toCurl(`${url}${path}`, key, body)
  return `${listens}
An administrator was made. Its key pair, shown once and kept in DATA_DIR/admin-key.json:

  api-key: ${key.apiKey}
  api-secret: ${key.apiSecret}

See whose key pair it is:

${curl('/api/auth/v2/keypair')}

Scan ${acceptsPrivateTargets ? 'this machine' : `a host that you may scan, put in place of ${placeholder}`}:

${curl('/api/ingest/v1/scan', { target })}

Search what is known of it:

${curl('/api/search/v1/entities/simple', { query: target })}

`
}

/** Never resolves (RFC 6761 section 6.4), so that nobody is scanned by accident. */
const placeholder = 'host.invalid'

function toCurl(url: string, { apiKey, apiSecret }: NewAdminKey, body?: unknown): string {
  const call = `  curl ${url} -H 'api-key: ${apiKey}' -H 'api-secret: ${apiSecret}'`
  if (body === undefined) return call
  return `${call} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`
}
