import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { at } from "../testing/builders.ts"
import type { AgreementEventRefused } from "./AgreementEventRefused.ts"
import { eventOf, guarded, readJson } from "./readJson.ts"

describe("readJson", () => {
  it("an object is read as it is, and so is its text, up to the size of the largest message of AWS", () => {
    const object = { detail: { id: "e-1" } }
    const largest = JSON.stringify({ text: "x".repeat(262_144 - 11) })

    const read = [object, JSON.stringify(object), largest].map((body) => Result.getOrThrow(readJson(body)))

    assert.strictEqual(read[0], object)
    assert.deepStrictEqual(read[1], object)
    assert.strictEqual(largest.length, 262_144)
    assert.deepStrictEqual(read[2], JSON.parse(largest))
  })

  it("an object is an object, whatever length it claims", () => {
    assert.isTrue(Result.isSuccess(readJson({ length: 262_145 })))
  })

  it("one character too many is not read", () => {
    const refusal = refusalOf(readJson(`{}${" ".repeat(262_143)}`))

    assert.deepStrictEqual(refusal, [
      "TooLarge",
      "it has 262145 characters, and no message of AWS has more than 262144"
    ])
  })

  it.each([undefined, null, 7, true, [], "", "{", "null", "7", "[]", '"text"'])("%j is no object", (body) => {
    assert.deepStrictEqual(refusalOf(readJson(body)), ["NotJson", "it is no JSON object"])
  })
})

describe("guarded", () => {
  it("what throws when it is read is refused", () => {
    const refusal = refusalOf(
      guarded(() => {
        throw new Error("no")
      })
    )

    assert.deepStrictEqual(refusal, ["Malformed", "it cannot be read at all"])
  })

  it("what can be read is", () => {
    assert.deepStrictEqual(
      guarded(() => Result.succeed(1)),
      Result.succeed(1)
    )
  })
})

describe("eventOf", () => {
  const fields = { _tag: "Amended", eventId: "e-1", at: at("2026-03-10T12:10:00Z") }

  it("what every store can keep is an event", () => {
    assert.deepStrictEqual<unknown>(eventOf(fields), Result.succeed(fields))
  })

  it.each([
    {},
    { ...fields, eventId: "" },
    { ...fields, eventId: "x".repeat(256) },
    { ...fields, buyer: "\u0000" }
  ])("what no store keeps is none", (event) => {
    assert.deepStrictEqual(refusalOf(eventOf(event)), [
      "Malformed",
      "a field of it is nothing that can be kept"
    ])
  })
})

const refusalOf = (read: Result.Result<unknown, AgreementEventRefused>) =>
  Result.match(read, {
    onFailure: ({ code, problem }) => [code, problem],
    onSuccess: () => "it is read"
  })
