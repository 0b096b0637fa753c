/** As far as `case_insensitive` goes in OpenSearch, and `lower` by code points in PostgreSQL. */
export function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
