import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import { quantity } from "../testing/builders.ts"
import { Quantity } from "./Quantity.ts"

describe("Quantity", () => {
  it("what is printed is read back to the same quantity", () => {
    fc.assert(
      fc.property(anyQuantity, (exact) => {
        const text = Quantity.format(exact)

        assert.deepStrictEqual(Quantity.parse(text), Result.succeed(exact))
      })
    )
  })

  it("what is read is printed without needless zeros", () => {
    const printed = ["007", "1.500", "0.000000000001", "-0", "-0.50", "0.0"].map((text) =>
      Quantity.format(quantity(text))
    )

    assert.deepStrictEqual(printed, ["7", "1.5", "0.000000000001", "0", "-0.5", "0"])
  })

  it("a number that a quantity can hold is read by its shortest decimal text", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 47), max: 2 ** 47 }), fc.nat({ max: 5 }), (units, places) => {
        const text = Quantity.format(quantity((units / 10 ** places).toFixed(places)))

        const read = Quantity.fromNumber(Number(text))

        assert.deepStrictEqual(Result.map(read, Quantity.format), Result.succeed(text))
      })
    )
  })

  it.each([
    [0.1, "0.1"],
    [1e-7, "0.0000001"],
    [1.5e-7, "0.00000015"],
    [1.25e-7, "0.000000125"],
    [1e-12, "0.000000000001"],
    [-2.5e-8, "-0.000000025"],
    [-0, "0"],
    [2_147_483_648, "2147483648"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"]
  ])("the number %s is %s exactly", (value, text) => {
    const read = Result.map(Quantity.fromNumber(value), Quantity.format)

    assert.deepStrictEqual(read, Result.succeed(text))
  })

  it.each([Number.NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 1e21, 0.1 + 0.2, 5e-324])(
    "the number %s is refused, because digits of it are lost or do not fit",
    (value) => {
      assert.isTrue(Result.isFailure(Quantity.fromNumber(value)))
    }
  )

  it.each([
    ..."1e400 1e-400 0x10 ١٢ 1,000 +1 1. .5 - -- 1.2.3 NaN Infinity 1_000 １ 0b1 1n".split(" "),
    " 1 ",
    "",
    " ",
    "1\n",
    "\u00001",
    "1.0000000000001",
    "1".repeat(26),
    `0.${"0".repeat(12)}1`
  ])("the text %j is refused", (text) => {
    assert.isTrue(Result.isFailure(Quantity.parse(text)))
  })

  it.each<[string | number, string]>([
    ["1e3", 'is not a plain decimal such as "12" or "0.25"'],
    ["0.0000000000001", "has more than 12 decimal places"],
    ["1".repeat(26), "has more than 25 digits before the point"],
    ["1".repeat(40), "has too many digits"],
    [Number.NaN, "is not a finite number"],
    [Infinity, "is not a finite number"],
    [2 ** 53, "is beyond 2^53 - 1, where numbers lose digits; pass it as a string or a bigint"]
  ])("what is refused is told why: %s %s", (value, problem) => {
    const read = typeof value === "string" ? Quantity.parse(value) : Quantity.fromNumber(value)

    assert.deepStrictEqual(read, Result.fail(problem))
  })

  it("zeros at the end are no decimal places", () => {
    const read = Quantity.parse("1.5000000000000000")

    assert.deepStrictEqual(Result.map(read, Quantity.format), Result.succeed("1.5"))
  })

  it("25 digits before the point and 12 after it fit", () => {
    const text = `${"9".repeat(25)}.${"9".repeat(12)}`

    const read = [text, `-${text}`].map((one) => Result.map(Quantity.parse(one), Quantity.format))

    assert.deepStrictEqual(read, [Result.succeed(text), Result.succeed(`-${text}`)])
  })

  it("sums are exact, whatever their order and split", () => {
    fc.assert(
      fc.property(fc.array(anyQuantity), fc.nat(), (quantities, at) => {
        const exact = quantities.reduce((total, one) => total + BigInt(one), 0n)
        const split = at % (quantities.length + 1)

        const parts = [quantities.slice(split), quantities.slice(0, split)].map(Quantity.sum)

        assert.strictEqual(Quantity.sum(parts), Quantity.sum(quantities))
        assert.strictEqual(BigInt(Quantity.sum(quantities)), exact)
      })
    )
  })

  it("a million billionths beside 10^18 units are not lost", () => {
    const billionth = quantity("0.000000001")

    const total = Quantity.sum([
      quantity("1000000000000000000"),
      ...Array<Quantity>(1_000_000).fill(billionth)
    ])

    assert.strictEqual(Quantity.format(total), "1000000000000000000.001")
  })

  it("subtracting what was added gives the first again", () => {
    fc.assert(
      fc.property(anyQuantity, anyQuantity, (left, right) => {
        const both = Quantity.add(left, right)

        assert.strictEqual(Quantity.subtract(both, right), left)
        assert.strictEqual(Quantity.add(both, Quantity.negate(right)), left)
        assert.strictEqual(Quantity.max(left, right), left > right ? left : right)
      })
    )
  })

  it("what is no quantity is handed on as it is, but for a bigint, which a schema would take for one", () => {
    const given = ["0.5", 2, 3n, "1e3", Number.NaN, 10n ** 25n, -(10n ** 25n), undefined, null]

    const handedOn = given.map(Quantity.orAsGiven)

    assert.deepStrictEqual(handedOn, [
      quantity("0.5"),
      quantity("2"),
      quantity("3"),
      "1e3",
      Number.NaN,
      `1${"0".repeat(25)}`,
      `-1${"0".repeat(25)}`,
      undefined,
      null
    ])
  })

  it("what was printed is read back, of any size, with or without zeros at its end", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.nat(12), (scaled, digits) => {
        const printed = Quantity.format(scaled as Quantity)
        const padded = printed.includes(".") ? `${printed}${"0".repeat(digits)}` : printed

        assert.strictEqual(Quantity.ofFormatted(printed), scaled)
        assert.strictEqual(Quantity.ofFormatted(padded), scaled)
      })
    )
    assert.deepStrictEqual(
      ["-0.000000000001", "-7", "0"].map(Quantity.ofFormatted),
      [-1n, -7_000_000_000_000n, 0n].map((scaled) => scaled as Quantity)
    )
    assert.strictEqual(Quantity.ofFormatted("12.500000000000000"), 12_500_000_000_000n)
  })

  it.each([
    "",
    "-",
    ".5",
    "1.",
    "1e3",
    " 1",
    "1 ",
    "+1",
    "x1",
    "1x",
    "1.2.3",
    "0.0000000000001",
    "9".repeat(50) + "x"
  ])("%j was never printed, and is thrown back at most forty letters long", (text) => {
    const message = `${text.slice(0, 40)} is no quantity that was printed by us`

    assert.throws(() => Quantity.ofFormatted(text), RangeError, message)
  })

  it("units times their size are exact, but for what is less than a quantity holds", () => {
    const product = (left: string, right: string) =>
      Quantity.format(Quantity.product(quantity(left), quantity(right)))

    assert.deepStrictEqual(
      [
        product("2.5", "1000"),
        product("0.1", "0.1"),
        product("-3", "0.5"),
        product("0.000001", "0.00000019")
      ],
      ["2500", "0.01", "-1.5", "0"]
    )
  })

  it("whole units are what stands before the point", () => {
    const whole = ["0", "0.999999999999", "1", "7.5"].map((text) => Quantity.wholeUnits(quantity(text)))

    assert.deepStrictEqual(whole, [0n, 0n, 1n, 7n])
  })
})

const anyQuantity = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }))
  .map(([units, rest]) => quantity(`${units}.${String(rest).padStart(12, "0")}`))
