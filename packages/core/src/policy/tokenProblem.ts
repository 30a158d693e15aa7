/** Longer than any token that AWS is known to issue, in characters. */
const lengthMax = 16_384

/**
 * Says what is wrong with the text of a registration token, or undefined where AWS has to judge it. Never shows the token.
 *
 * **Example** (A token whose plus signs were decoded twice)
 *
 *     tokenProblem("aGVsbG8 d29ybGQ=")
 *     // => "the token has spaces in it, as if its form had been decoded twice"
 *     tokenProblem("aGVsbG8+d29ybGQ=") // => undefined
 */
export const tokenProblem = (token: unknown): string | undefined => {
  if (typeof token !== "string" || token === "") return "there is no token"
  if (token.length > lengthMax) return `the token has more than ${lengthMax} characters`
  if (/\s/.test(token)) return "the token has spaces in it, as if its form had been decoded twice"
  return /^[\x21-\x7e]+$/.test(token) ? undefined : "the token has characters that AWS does not use"
}
