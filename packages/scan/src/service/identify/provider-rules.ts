import { type HostRecord } from '@windvane/model'

/** One way of telling who stands in front of a host. */
export type ProviderRule = {
  readonly kind: NonNullable<HostRecord['provider']>['kind']
  readonly name: string
  readonly source: 'header' | 'cookie' | 'cname' | 'ptr' | 'certificate' | 'issuer'
  /** Which header, in lower case. */
  readonly header?: string
  readonly pattern: RegExp
}

type Kind = ProviderRule['kind']

/** `where` is `header:<name>` or the bare source; `name` stands for domains that only the provider has. */
type Row = readonly [kind: Kind, name: string, where: string, told: RegExp | readonly string[]]

/** Our own rules, from what the providers document and what their answers show. */
const rows: readonly Row[] = [
  // Firewall services and devices
  ['waf', 'Imperva', 'header:x-iinfo', /./],
  ['waf', 'Imperva', 'header:x-cdn', /imperva|incapsula/i],
  ['waf', 'Imperva', 'cookie', /^(?:visid_incap|incap_ses|nlbi)_/],
  ['waf', 'Imperva', 'name', ['incapdns.net', 'impervadns.net']],
  ['waf', 'Sucuri', 'header:x-sucuri-id', /./],
  ['waf', 'Sucuri', 'header:server', /^Sucuri/i],
  ['waf', 'Sucuri', 'name', ['sucuri.net']],
  ['waf', 'AWS WAF', 'header:x-amzn-waf-action', /./],
  ['waf', 'DDoS-Guard', 'header:server', /^ddos-guard$/i],
  ['waf', 'DDoS-Guard', 'cookie', /^__ddg\d/],
  ['waf', 'Qrator', 'header:server', /^QRATOR$/i],
  ['waf', 'Wallarm', 'header:server', /^nginx-wallarm/],
  ['waf', 'Reblaze', 'header:server', /^Reblaze/],
  ['waf', 'Reblaze', 'cookie', /^rbzid$/],
  ['waf', 'F5 BIG-IP ASM', 'cookie', /^TS[0-9a-f]{8}$/],
  ['waf', 'F5 BIG-IP', 'cookie', /^BIGipServer/i],
  ['waf', 'F5 BIG-IP', 'header:server', /^BigIP$/i],
  ['waf', 'FortiWeb', 'cookie', /^FORTIWAFSID$/],
  ['waf', 'Barracuda', 'cookie', /^barra_counter_session$|^BNI__BARRACUDA/],
  ['waf', 'Citrix NetScaler', 'cookie', /^NSC_|^citrix_ns_id/],
  ['waf', 'Citrix NetScaler', 'header:via', /NS-CACHE/],
  ['waf', 'Radware AppWall', 'cookie', /^rdwr/],
  ['waf', 'Akamai Bot Manager', 'cookie', /^(?:ak_bmsc|bm_sz|_abck)$/],
  ['waf', 'DataDome', 'header:x-datadome', /./],
  ['waf', 'DataDome', 'cookie', /^datadome$/],
  ['waf', 'ModSecurity', 'header:server', /\bmod_security\b|\bModSecurity\b/i],
  // Delivery networks
  ['cdn', 'Cloudflare', 'header:cf-ray', /./],
  ['cdn', 'Cloudflare', 'header:server', /^cloudflare/i],
  ['cdn', 'Cloudflare', 'cookie', /^(?:__cf_bm|__cfduid|cf_clearance|__cflb)$/],
  ['cdn', 'Cloudflare', 'name', ['cdn.cloudflare.net', 'cloudflaressl.com']],
  ['cdn', 'Cloudflare', 'issuer', /\bO=Cloudflare, Inc\.?/i],
  ['cdn', 'Amazon CloudFront', 'header:x-amz-cf-id', /./],
  ['cdn', 'Amazon CloudFront', 'header:via', /\(CloudFront\)/],
  ['cdn', 'Amazon CloudFront', 'name', ['cloudfront.net']],
  ['cdn', 'Fastly', 'header:x-fastly-request-id', /./],
  ['cdn', 'Fastly', 'header:x-served-by', /^cache-[a-z0-9-]{2,40}/],
  ['cdn', 'Fastly', 'name', ['fastly.net', 'fastlylb.net', 'fastly-edge.com']],
  ['cdn', 'Akamai', 'header:server', /^AkamaiGHost|^AkamaiNetStorage/],
  ['cdn', 'Akamai', 'header:x-akamai-transformed', /./],
  ['cdn', 'Akamai', 'header:akamai-grn', /./],
  [
    'cdn',
    'Akamai',
    'name',
    [
      'akamaiedge.net',
      'akamai.net',
      'edgekey.net',
      'edgesuite.net',
      'akamaized.net',
      'akamaitechnologies.com',
    ],
  ],
  ['cdn', 'Azure Front Door', 'header:x-azure-ref', /./],
  ['cdn', 'Azure Front Door', 'header:x-fd-healthproberesult', /./],
  ['cdn', 'Azure Front Door', 'name', ['azurefd.net', 'azureedge.net']],
  ['cdn', 'Google Cloud CDN', 'header:via', /^1\.1 google$/],
  ['cdn', 'Google', 'name', ['ghs.googlehosted.com', 'googleusercontent.com']],
  ['cdn', 'BunnyCDN', 'header:server', /^BunnyCDN/],
  ['cdn', 'BunnyCDN', 'name', ['b-cdn.net', 'bunnycdn.com']],
  ['cdn', 'KeyCDN', 'header:server', /^keycdn-engine/],
  ['cdn', 'KeyCDN', 'name', ['kxcdn.com']],
  ['cdn', 'StackPath', 'header:x-sp-edge-host', /./],
  ['cdn', 'StackPath', 'name', ['stackpathcdn.com', 'stackpathdns.com', 'netdna-cdn.com']],
  ['cdn', 'Edgio', 'header:server', /^(?:ECAcc|ECD|ECS|EOS) \(/],
  ['cdn', 'Edgio', 'name', ['edgecastcdn.net', 'edgio.net', 'llnwd.net', 'systemcdn.net']],
  ['cdn', 'CDN77', 'header:server', /^CDN77/],
  ['cdn', 'CDN77', 'name', ['cdn77.org', 'cdn77.net']],
  ['cdn', 'CacheFly', 'header:x-cf1', /./],
  ['cdn', 'CacheFly', 'name', ['cachefly.net']],
  ['cdn', 'Gcore', 'header:x-id-fe', /./],
  ['cdn', 'Gcore', 'name', ['gcdn.co', 'gcorelabs.net']],
  ['cdn', 'Alibaba Cloud CDN', 'header:eagleid', /./],
  ['cdn', 'Alibaba Cloud CDN', 'name', ['kunlunsl.com', 'alikunlun.com', 'kunlunca.com']],
  ['cdn', 'Tencent Cloud CDN', 'header:x-nws-log-uuid', /./],
  ['cdn', 'Tencent Cloud CDN', 'name', ['cdntip.com', 'dnsv1.com']],
  ['cdn', 'Baidu Cloud', 'name', ['jomodns.com', 'yunjiasu-cdn.net']],
  ['cdn', 'ArvanCloud', 'header:server', /^ArvanCloud/],
  // Clouds and places where sites are hosted
  ['cloud', 'Amazon Web Services', 'header:server', /^awselb\/|^AmazonS3$/],
  ['cloud', 'Amazon Web Services', 'header:x-amz-request-id', /./],
  ['cloud', 'Amazon Web Services', 'header:x-amzn-requestid', /./],
  ['cloud', 'Amazon Web Services', 'cookie', /^AWSALB(?:TG)?(?:CORS)?$|^AWSELB(?:CORS)?$/],
  ['cloud', 'Amazon Web Services', 'name', ['amazonaws.com', 'awsglobalaccelerator.com']],
  ['cloud', 'Microsoft Azure', 'header:server', /^Windows-Azure-/],
  ['cloud', 'Microsoft Azure', 'cookie', /^ARRAffinity(?:SameSite)?$/],
  [
    'cloud',
    'Microsoft Azure',
    'name',
    [
      'azurewebsites.net',
      'cloudapp.azure.com',
      'cloudapp.net',
      'trafficmanager.net',
      'blob.core.windows.net',
    ],
  ],
  ['cloud', 'Google Cloud', 'header:x-goog-generation', /./],
  ['cloud', 'Google Cloud', 'header:x-cloud-trace-context', /./],
  ['cloud', 'Google Cloud', 'name', ['bc.googleusercontent.com', 'run.app', 'appspot.com']],
  ['cloud', 'Vercel', 'header:x-vercel-id', /./],
  ['cloud', 'Vercel', 'header:server', /^Vercel$/],
  ['cloud', 'Vercel', 'name', ['vercel-dns.com', 'vercel.app', 'now.sh']],
  ['cloud', 'Netlify', 'header:x-nf-request-id', /./],
  ['cloud', 'Netlify', 'name', ['netlify.app', 'netlify.com', 'netlifyglobalcdn.com']],
  ['cloud', 'GitHub Pages', 'header:server', /^GitHub\.com$/],
  ['cloud', 'GitHub Pages', 'name', ['github.io']],
  ['cloud', 'GitLab Pages', 'header:gitlab-lb', /./],
  ['cloud', 'Heroku', 'header:via', /\bvegur$|\bheroku-router\b/],
  ['cloud', 'Heroku', 'name', ['herokuapp.com', 'herokudns.com', 'herokussl.com']],
  ['cloud', 'Fly.io', 'header:fly-request-id', /./],
  ['cloud', 'Fly.io', 'name', ['fly.dev']],
  ['cloud', 'Render', 'header:x-render-origin-server', /./],
  ['cloud', 'Railway', 'header:server', /^railway-edge$/],
  ['cloud', 'Shopify', 'header:x-shopid', /./],
  ['cloud', 'Shopify', 'name', ['myshopify.com']],
  ['cloud', 'Wix', 'header:x-wix-request-id', /./],
  ['cloud', 'Wix', 'name', ['wixdns.net']],
  ['cloud', 'Squarespace', 'header:server', /^Squarespace$/],
  ['cloud', 'Squarespace', 'name', ['squarespace.com']],
  ['cloud', 'Pantheon', 'header:x-pantheon-styx-hostname', /./],
  ['cloud', 'WP Engine', 'header:x-powered-by', /^WP Engine$/],
  ['cloud', 'Kinsta', 'header:x-kinsta-cache', /./],
  ['cloud', 'DigitalOcean', 'name', ['ondigitalocean.app', 'digitaloceanspaces.com']],
  ['cloud', 'Hetzner', 'ptr', /\.(?:your-server\.de|clients\.your-server\.de|your-cloud\.host)$/i],
  ['cloud', 'OVHcloud', 'ptr', /\.(?:ovh\.net|ovh\.ca|ovh\.us)$/i],
  ['cloud', 'Linode', 'ptr', /\.(?:members\.linode\.com|ip\.linodeusercontent\.com)$/i],
  ['cloud', 'Vultr', 'ptr', /\.(?:vultrusercontent\.com|vultr\.com)$/i],
  [
    'cloud',
    'Scaleway',
    'ptr',
    /\.(?:scw\.cloud|rev\.poneytelecom\.eu|pub\.instances\.scw\.cloud)$/i,
  ],
  ['cloud', 'Contabo', 'ptr', /\.contaboserver\.net$/i],
  ['cloud', 'Oracle Cloud', 'ptr', /\.oraclevcn\.com$/i],
  ['cloud', 'IONOS', 'ptr', /\.(?:onlinehome-server\.info|kundenserver\.de|pbiaas\.com)$/i],
]

/** The rules as they are tried, in the order above. */
export const providerRules: readonly ProviderRule[] = rows.flatMap(toRules)

function toRules([kind, name, where, told]: Row): readonly ProviderRule[] {
  if (!(told instanceof RegExp)) return toNameRules(kind, name, told)
  const [source = '', header] = where.split(':', 2)
  const rule = { kind, name, pattern: told }
  if (header !== undefined) return [{ ...rule, source: 'header', header }]
  // The table above names no other source.
  return [{ ...rule, source: source as ProviderRule['source'] }]
}

/** A name may be met as CNAME, as PTR and in a certificate. */
function toNameRules(
  kind: Kind,
  name: string,
  domains: readonly string[],
): readonly ProviderRule[] {
  const ends = domains.map((domain) => domain.replaceAll('.', '\\.')).join('|')
  const pattern = new RegExp(`(?:^|\\.)(?:${ends})\\.?$`, 'i')
  const sources = ['cname', 'ptr', 'certificate'] as const
  return sources.map((source) => ({ kind, name, source, pattern }))
}
