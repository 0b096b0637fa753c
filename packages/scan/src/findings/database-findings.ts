import { defineFinding } from './define-finding.ts'
import { whereAnonymous, whereNamed } from './service-facts.ts'

/** Findings about databases and caches. */
export const databaseFindings = [
  defineFinding({
    id: 'redis-anonymous',
    title: 'Redis answers without a password',
    severity: 'critical',
    description:
      'Anybody who reaches the port reads and changes all data, and often runs commands. Set a password and bind to an inner address.',
    ofService: whereNamed('redis', ({ isAnonymousAllowed, evidence, extra }) =>
      isAnonymousAllowed === true && extra['mode'] !== 'sentinel' ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'redis-sentinel-anonymous',
    title: 'Redis Sentinel answers without a password',
    severity: 'high',
    description:
      'Anybody who reaches the port sees the servers that are watched and can make another one the master. Set a password and bind to an inner address.',
    ofService: whereNamed('redis', ({ isAnonymousAllowed, evidence, extra }) =>
      isAnonymousAllowed === true && extra['mode'] === 'sentinel' ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'memcached-anonymous',
    title: 'memcached answers without a login',
    severity: 'high',
    description:
      'Anybody who reaches the port reads and changes what is cached. Bind to an inner address.',
    ofService: whereAnonymous('memcached'),
  }),
  defineFinding({
    id: 'mongodb-anonymous',
    title: 'MongoDB lists its databases without a login',
    severity: 'critical',
    description:
      'Anybody who reaches the port reads and changes all data. Turn on authorization and bind to an inner address.',
    ofService: whereNamed('mongodb', ({ isAnonymousAllowed, extra }) =>
      isAnonymousAllowed === true
        ? `${String(extra['databaseCount'])} databases listed`
        : undefined,
    ),
  }),
  defineFinding({
    id: 'postgresql-trust',
    title: 'PostgreSQL trusts the client without a password',
    severity: 'critical',
    description:
      'For this client pg_hba.conf says "trust": whoever knows the name of a role is in. Use scram-sha-256.',
    ofService: whereNamed('postgresql', ({ extra, evidence }) =>
      extra['authentication'] === 'trust' ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'postgresql-clear-password',
    title: 'PostgreSQL asks for a password in clear',
    severity: 'medium',
    description:
      'With the method "password" the server gets the password itself, and without TLS so does everybody on the way. Use scram-sha-256.',
    ofService: whereNamed('postgresql', ({ extra, evidence }) =>
      extra['authentication'] === 'password' ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'postgresql-md5',
    title: 'PostgreSQL asks for a password hashed with MD5',
    severity: 'low',
    description:
      'What is stored for md5 is enough to log in with, and the method is deprecated. Use scram-sha-256.',
    ofService: whereNamed('postgresql', ({ extra, evidence }) =>
      extra['authentication'] === 'md5' ? evidence : undefined,
    ),
  }),
  defineFinding({
    id: 'mysql-old-authentication',
    title: 'MySQL uses the authentication of before version 4.1',
    severity: 'high',
    description:
      'Passwords of that method are guessed within hours from what crosses the network. Set a new password with a newer plugin.',
    ofService: whereNamed('mysql', ({ extra }) => {
      if (extra['authenticationPlugin'] === 'mysql_old_password') return 'plugin mysql_old_password'
      return extra['hasSecureAuthentication'] === false ? 'no secure connection flag' : undefined
    }),
  }),
  defineFinding({
    id: 'database-no-tls',
    title: 'A database offers no TLS',
    severity: 'low',
    description:
      'Queries and data cross the network in clear. Turn on TLS, or keep the port on an inner network.',
    ofService: whereNamed(['mysql', 'mysqlx', 'postgresql'], ({ tunnel, extra, evidence }) =>
      tunnel === 'none' && extra['hasTls'] === false ? evidence : undefined,
    ),
  }),
] as const
