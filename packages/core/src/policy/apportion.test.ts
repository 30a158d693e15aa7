import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { apportion } from "./apportion.ts"

describe("apportion", () => {
  it("shares add up to the amount, exactly", () => {
    fc.assert(
      fc.property(anyAmount, anyWeights, (amount, weights) => {
        const shares = apportion(amount, weights)

        assert.strictEqual(sum(shares), weights.length === 0 ? 0n : amount)
        assert.isTrue(shares.length === weights.length && shares.every((share) => share >= 0n))
      }),
      { numRuns: 1_000 }
    )
  })

  it("each share differs from its exact part by less than one", () => {
    fc.assert(
      fc.property(anyAmount, anyWeights, (amount, weights) => {
        const total = sum(weights)
        if (total === 0n) return

        const errors = apportion(amount, weights).map((share, i) => share * total - amount * weights[i]!)

        assert.isTrue(errors.every((error) => error < total && error > -total))
      }),
      { numRuns: 1_000 }
    )
  })

  it("a larger weight never gets less, and nothing gets nothing", () => {
    fc.assert(
      fc.property(anyAmount, anyWeights, (amount, weights) => {
        const shares = apportion(amount, weights)

        const byWeight = weights
          .map((weight, i) => ({ share: shares[i]!, weight }))
          .toSorted((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0))
        if (sum(weights) === 0n) return
        assert.isTrue(byWeight.every(({ share, weight }) => weight > 0n || share === 0n))
        for (const [i, { share, weight }] of byWeight.entries())
          assert.isTrue(byWeight.slice(i + 1).every((next) => next.weight === weight || next.share >= share))
      })
    )
  })

  it("one unit is the difference between equals at most, and the earlier ones get it", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10_000n }), fc.integer({ min: 1, max: 300 }), (amount, parts) => {
        const shares = apportion(amount, Array<bigint>(parts).fill(7n))

        assert.deepStrictEqual(
          shares,
          shares.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0))
        )
        assert.isTrue(shares[0]! - shares.at(-1)! <= 1n)
      })
    )
  })

  it.each<[amount: bigint, weights: ReadonlyArray<bigint>, shares: ReadonlyArray<bigint>]>([
    [10n, [1n, 1n, 1n], [4n, 3n, 3n]],
    [7n, [0n, 0n], [7n, 0n]],
    [0n, [5n, 3n], [0n, 0n]],
    [3n, [1n, 98n, 1n], [0n, 3n, 0n]],
    [2n, [6n, 7n, 7n], [0n, 1n, 1n]],
    [5n, [], []]
  ])("%s over the weights %o is %o", (amount, weights, wanted) => {
    assert.deepStrictEqual(apportion(amount, weights), wanted)
  })
})

const sum = (numbers: ReadonlyArray<bigint>): bigint => numbers.reduce((total, one) => total + one, 0n)

const anyAmount = fc.oneof(
  fc.bigInt({ min: 0n, max: 20n }),
  fc.bigInt({ min: 0n, max: 2_147_483_647n }),
  fc.bigInt({ min: 0n, max: 10n ** 40n })
)

const anyWeights = fc.array(
  fc.oneof(fc.bigInt({ min: 0n, max: 4n }), fc.bigInt({ min: 0n, max: 10n ** 30n })),
  { maxLength: 40 }
)
