const REDACTED = '[redacted]';

/** What secrets look like inside a line of JSON. Bounded, and without nested repetition: lines hold text from outside. */
const patterns: [RegExp, string][] = [
  // GitHub's tokens (https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available/).
  [/\b(?:gh[pousr]_[A-Za-z0-9_]{16,255}|github_pat_[A-Za-z0-9_]{16,255}|v1\.[0-9a-f]{40})/g, REDACTED],
  // Our own, as in the one address that signs in.
  [/\blk_[A-Za-z0-9_-]{16,255}/g, REDACTED],
  // JSON Web Tokens, such as the App's.
  [/\beyJ[\w-]{8,4096}\.[\w-]{2,8192}\.[\w-]{2,2048}/g, REDACTED],
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8192}?-----END [A-Z ]{0,30}PRIVATE KEY-----/g, REDACTED],
  // Passwords in addresses.
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"\\]{0,256}:)[^\s@/"\\]{1,1024}@/gi, `$1${REDACTED}@`],
  // Headers and fields by their name.
  [
    /("(?:authorization|proxy-authorization|cookie|set-cookie|x-hub-signature(?:-256)?|password|private_?key|webhook_?secret|client_secret|token|pem)":)"(?:[^"\\]|\\.){1,16384}"/gi,
    `$1"${REDACTED}"`,
  ],
  [/\b(bearer|basic|token) [A-Za-z0-9._~+/=-]{16,4096}/gi, `$1 ${REDACTED}`],
];

/** Takes secrets out of a line: those that are known, and what looks like one. */
export function redact(line: string, secrets: readonly string[] = []): string {
  let clean = line;
  for (const secret of secrets) {
    // In JSON a secret with quotes or line ends looks different.
    if (secret.length >= 4) clean = clean.replaceAll(JSON.stringify(secret).slice(1, -1), REDACTED);
  }
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}
