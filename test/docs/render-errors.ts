import { errors } from '@windvane/model'

/** The page `docs/errors.md`. */
export function renderErrors(): string {
  const rows = Object.entries(errors).toSorted(([, a], [, b]) => a.status - b.status)
  return `# Errors

Every status but 200 and 202 carries \`x-error\` (the text, one line) and \`x-error-id\` (unique, for
support). The body, absent for 204, is
\`{"error":{"message","type","code","error_id","param"}}\`; \`code\` is the MD5 of the message and
\`param\` names the member of the request at fault, when there is one. Marks such as \`{value}\` are
filled in. \`EMPTY_STATUS=404\` turns the 204 into a 404.

| Status | Name | Message |
|---|---|---|
${rows.map(([name, { status, message }]) => `| ${status} | ${name} | ${message} |`).join('\n')}
`
}
