import { type RuleRow } from '../software-rules.ts'

/** Software told by message brokers. */
export const messagingRules: readonly RuleRow[] = [
  [
    'mqtt.version',
    /^mosquitto(?: version (?<version>\d[\d.]*))?/,
    'Mosquitto',
    'eclipse:mosquitto',
  ],
  ['mqtt.version', /^EMQX (?<version>\d[\d.]*)/, 'EMQX', 'emqx:emqx'],
  ['mqtt.version', /^HiveMQ(?: (?<version>\d[\d.]*))?/, 'HiveMQ', 'hivemq:hivemq'],
  ['amqp.product', /^RabbitMQ(?: (?<version>\d[\d.]*))?/, 'RabbitMQ', 'vmware:rabbitmq'],
  ['amqp.product', /^LavinMQ(?: (?<version>\d[\d.]*))?/, 'LavinMQ'],
  ['amqp.platform', /^Erlang\/OTP (?<version>\d[\d.]*)/, 'Erlang/OTP', 'erlang:erlang\\/otp'],
  ['amqp.product', /^qpid-cpp(?: (?<version>\d[\d.]*))?/, 'Apache Qpid', 'apache:qpid-cpp'],
]
