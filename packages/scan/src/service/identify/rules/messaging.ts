import { type RuleRow } from '../software-rules.ts'

/** Software told by message brokers. */
export const messagingRules: readonly RuleRow[] = [
  ['mqtt.version', /^mosquitto version (?<version>\d[\d.]*)/, 'Mosquitto', 'eclipse:mosquitto'],
  ['amqp.product', /^RabbitMQ(?: (?<version>\d[\d.]*))?/, 'RabbitMQ', 'vmware:rabbitmq'],
  ['amqp.product', /^qpid-cpp(?: (?<version>\d[\d.]*))?/, 'Apache Qpid', 'apache:qpid-cpp'],
]
