import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { acceptTags } from "./acceptTags.ts"

const goodCharacters = "letters, digits, spaces and + - = . _ : / @"

const numbered = (tags: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: tags }, (_, i) => [`key-${i}`, "value"]))

describe("acceptTags", () => {
  it("tags by AWS's rules are taken, sorted by key", () => {
    fc.assert(
      fc.property(anyGoodTags, (tags) => {
        const accepted = Result.getOrThrow(acceptTags(tags))

        assert.deepStrictEqual(Object.fromEntries(accepted), { ...tags })
        assert.deepStrictEqual(
          accepted.map(([key]) => key),
          Object.keys(tags).toSorted()
        )
      })
    )
  })

  it("every other character is refused, in key and in value", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 1, unit: "binary" }), (character) => {
        const isAllowed = /^[A-Za-z0-9 +\-=._:/@]$/.test(character)

        assert.strictEqual(Result.isSuccess(acceptTags({ [`a${character}`]: "b" })), isAllowed)
        assert.strictEqual(Result.isSuccess(acceptTags({ a: `b${character}` })), isAllowed)
      }),
      { numRuns: 2_000 }
    )
  })

  it.each([undefined, null, {}])("%s is no tags", (value) => {
    assert.deepStrictEqual(acceptTags(value), Result.succeed([]))
  })

  it("the longest key and value, and the most tags, are taken, and not one more", () => {
    const key = "k".repeat(MeteringLimits.tagKeyMax)
    const value = "v".repeat(MeteringLimits.tagValueMax)
    const most = numbered(MeteringLimits.tagsMax)

    const answers = [
      acceptTags({ [key]: value }),
      acceptTags({ [`${key}k`]: value }),
      acceptTags({ [key]: `${value}v` }),
      acceptTags(most),
      acceptTags({ ...most, more: "1" })
    ]

    assert.deepStrictEqual(answers.map(Result.isSuccess), [true, false, false, true, false])
  })

  it.each<[string, unknown, { field: string; value: string; problem: string; limit?: string }]>([
    ["text", "team", { field: "tags", value: '"team"', problem: "is not an object of text to text" }],
    ["a number", 7, { field: "tags", value: "7", problem: "is not an object of text to text" }],
    ["a list", [["team", "a"]], { field: "tags", value: "{…}", problem: "is not an object of text to text" }],
    [
      "a Map",
      new Map([["team", "a"]]),
      { field: "tags", value: "{…}", problem: "is not an object of text to text" }
    ],
    ["six", numbered(6), { field: "tags", value: "{…}", problem: "has 6 entries", limit: "5 tags" }],
    [
      "with an empty key",
      { "": "a" },
      {
        field: "tags.",
        value: '"a"',
        problem: "has a key of no or too many characters",
        limit: "a key of 1 to 100 characters"
      }
    ],
    [
      "with é before a good letter of the key",
      { éa: "b" },
      { field: "tags.éa", value: '"b"', problem: "has a key with other characters", limit: goodCharacters }
    ],
    [
      "with an empty value",
      { team: "" },
      {
        field: "tags.team",
        value: '""',
        problem: "is empty or too long",
        limit: "a value of 1 to 256 characters"
      }
    ],
    [
      "with é before a good letter of the value",
      { team: "éa" },
      { field: "tags.team", value: '"éa"', problem: "has other characters", limit: goodCharacters }
    ],
    [
      "with a number in them",
      { team: 1 },
      { field: "tags.team", value: "1", problem: "is not text", limit: goodCharacters }
    ]
  ])("tags that are %s are refused, and told what is wrong and what is right", (_, value, wanted) => {
    const refusal = Result.getOrThrow(Result.flip(acceptTags(value)))

    const { code, field, limit, problem, value: shown } = refusal
    assert.deepStrictEqual(
      { code, field, value: shown, problem, ...(limit === undefined ? {} : { limit }) },
      { code: "InvalidTags", ...wanted }
    )
  })

  it("whatever is thrown at it, it answers", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true }), (value) => {
        const answer = acceptTags(value)

        assert.isAtMost(Result.isFailure(answer) ? answer.failure.value.length : answer.success.length, 100)
      })
    )
  })
})

const characters = [..."ABCXYZabcxyz0189 +-=._:/@"]
const text = (maxLength: number) =>
  fc.string({ minLength: 1, maxLength, unit: fc.constantFrom(...characters) })

const anyGoodTags = fc.dictionary(text(100), text(256), { maxKeys: 5, noNullPrototype: false })
