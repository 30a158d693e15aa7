/**
 * Orders text by its code points, as UTF-8 and Postgres do; JavaScript's own order differs for rare characters.
 *
 * - **Shape**: negative, zero or positive, as `Array.prototype.sort` wants it.
 */
export const compareCodePoints = (left: string, right: string): number => {
  const [a, b] = [[...left], [...right]]
  const at = a.findIndex((letter, i) => letter !== b[i])
  if (at < 0) return a.length - b.length
  return at < b.length ? a[at]!.codePointAt(0)! - b[at]!.codePointAt(0)! : 1
}
