import { type RuleRow } from '../software-rules.ts'

/** Software told by Java machines and application servers. */
export const javaRules: readonly RuleRow[] = [
  ['ajp.page', /^Apache Tomcat\/(?<version>\d[\w.-]*)/, 'Apache Tomcat', 'apache:tomcat'],
  ['jdwp.machine', /^OpenJDK [\w -]{0,40}VM (?<version>\d[\w.]*)/, 'OpenJDK', 'oracle:openjdk'],
  [
    'jdwp.machine',
    /^Java HotSpot\(TM\) [\w -]{0,40}VM (?<version>\d[\w.]*)/,
    'Oracle JDK',
    'oracle:jdk',
  ],
  ['jdwp.machine', /^(?:Eclipse|IBM) \w{1,10} VM /, 'Eclipse OpenJ9', 'eclipse:openj9'],
  ['jdwp.machine', /^Dalvik (?<version>\d[\d.]*)/, 'Dalvik'],
]
