import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { showValue } from "./showValue.ts"

describe("showValue", () => {
  it("whatever it is, it is shown in at most a hundred characters and no control character", () => {
    fc.assert(
      fc.property(anyValue, fc.boolean(), (value, isBare) => {
        const shown = showValue(value, { isBare })

        assert.isAtMost(shown.length, 100)
        assert.notMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}]/u)
      }),
      { numRuns: 2_000 }
    )
  })

  it.each<[unknown, string]>([
    ["a\nb", '"a\\nb"'],
    ['{"level":"info"}', '"{\\"level\\":\\"info\\"}"'],
    ["a\u007fb\u009b", '"a\\u007fb\\u009b"'],
    ["a\u2028b", '"a\\u2028b"'],
    ["", '""'],
    [1.5, "1.5"],
    [Number.NaN, "NaN"],
    [10n, "10"],
    [10n ** 90n, "a bigint of very many digits"],
    [true, "true"],
    [undefined, "undefined"],
    [null, "null"],
    [{ secret: "x" }, "{…}"],
    [["secret"], "{…}"],
    [Symbol("secret"), "a symbol"],
    [() => "secret", "a function"]
  ])("%o is shown as %s", (value, wanted) => {
    assert.strictEqual(showValue(value), wanted)
  })

  it("bare text has no quotation marks of its own around it, and is escaped all the same", () => {
    assert.strictEqual(showValue('a"\nb', { isBare: true }), 'a\\"\\nb')
  })

  it("text is cut before it is looked at, so a long one costs no more than a short one", () => {
    const shown = showValue("x".repeat(50_000_000))

    assert.strictEqual(shown, `"${"x".repeat(98)}…`)
  }, 1_000)

  it("runs none of the caller's code", () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error("planted")
        }
      }
    )

    assert.strictEqual(showValue(hostile), "{…}")
  })
})

const anyValue = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: fc.constantFrom("\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\u0000", "é", '"') }),
  fc.bigInt(),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true })
)
