/** IANA's registry of RFB security types. */
export const securityTypes: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'vnc-authentication',
  5: 'ra2',
  6: 'ra2ne',
  7: 'sspi',
  8: 'sspi-ne',
  13: 'ra2-256',
  16: 'tight',
  17: 'ultra',
  18: 'tls',
  19: 'vencrypt',
  20: 'sasl',
  21: 'md5',
  22: 'xvp',
  23: 'secure-tunnel',
  24: 'ssh',
  30: 'apple-diffie-hellman',
  33: 'apple-srp',
  35: 'apple-kerberos',
  36: 'apple-rsa-srp',
  113: 'ms-logon',
  129: 'ra2-aes-256',
  130: 'ra2ne-aes-256',
}

/** Sub-types of VeNCrypt (RFB protocol of the community, 7.2.14). */
export const veNCryptTypes: Readonly<Record<number, string>> = {
  256: 'plain',
  257: 'tls-none',
  258: 'tls-vnc',
  259: 'tls-plain',
  260: 'x509-none',
  261: 'x509-vnc',
  262: 'x509-plain',
  263: 'tls-sasl',
  264: 'x509-sasl',
}
