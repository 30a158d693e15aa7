/** What a buyer is told. */
export interface Words {
  readonly title: string
  readonly text: string
}

/**
 * Answers a buyer with a page that needs nothing else: no script, no picture, no other address.
 *
 * - **Guarantees**: it is kept in no cache, and tells no other site where it came from.
 */
export const registrationPage = (
  status: number,
  { text, title }: Words,
  headers: Readonly<Record<string, string>> = {}
): Response =>
  new Response(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</main>
</body>
</html>
`,
    {
      status,
      headers: {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "content-type": "text/html; charset=utf-8",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        ...headers
      }
    }
  )

const style =
  "body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;color:#1c2733;background:#f4f6f8}" +
  "main{max-width:34rem;margin:12vh auto;padding:2rem;background:#fff;border-radius:.75rem}" +
  "h1{font-size:1.4rem;margin:0 0 .75rem}p{margin:0}" +
  "@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}main{background:#161b22}}"

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`)
