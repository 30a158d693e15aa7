/**
 * Divides a whole amount in proportion to weights, by the largest remainder.
 *
 * Each share is its exact part rounded down; what is left goes, one by one, to those that rounding took most from, and
 * among equals to the earlier one.
 *
 * - **Shape**: the shares add up to the amount, exactly, and each differs from its exact part by less than one. The amount is
 *   not negative, nor is any weight. When all weights are zero, so are the shares of an amount of zero; any other
 *   amount goes to the first.
 *
 * **Example** (Ten units for three equal weights)
 *
 *     apportion(10n, [1n, 1n, 1n]) // => [4n, 3n, 3n]
 */
export const apportion = (amount: bigint, weights: ReadonlyArray<bigint>): ReadonlyArray<bigint> => {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total === 0n) return weights.map((_, i) => (i === 0 ? amount : 0n))
  const shares = weights.map((weight) => (amount * weight) / total)
  const left = Number(amount - shares.reduce((sum, share) => sum + share, 0n))
  const byRemainder = weights
    .map((weight, i) => ({ i, remainder: (amount * weight) % total }))
    .toSorted((a, b) => Number(b.remainder - a.remainder))
  for (const { i } of byRemainder.slice(0, left)) shares[i] = shares[i]! + 1n
  return shares
}
