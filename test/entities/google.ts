export const id8 = 'ip-ba7fa36bff8d58ee45b973615e83d9aaeb921f1cc477d9c156e8a9cae8cca16e'

/** A report of 8.8.8.8 with five entities around it. */
export const google = {
  type: 'ip',
  attributes: { ip: '8.8.8.8', asn: 15169, aso: 'Google LLC', country: 'United States' },
  reputation: 3,
  tags: ['dns'],
  associations: [
    { type: 'domain', attributes: { domain: 'dns.google' } },
    { type: 'domain', attributes: { domain: 'google.com' } },
    { type: 'url', attributes: { url: 'https://dns.google/' } },
    {
      mode: 'aggregation',
      type: 'cidr',
      attributes: {
        cidr: '8.8.8.0/24',
        city: 'Mountain View',
        country: 'United States',
        latitude: 37.4,
        longitude: -122.07,
        'accuracy-radius': 1000,
      },
    },
    { mode: 'aggregation', type: 'port', attributes: { port: '443/tcp' } },
  ],
}
