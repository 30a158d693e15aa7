import { assert, describe, it } from "@effect/vitest"
import { EventConflict, EventRefused, RefusalCode } from "./EventRefused.ts"

describe("EventRefused and EventConflict", () => {
  it("a conflict shows five ids, escaped, and counts the others", () => {
    const eventIds = ["a\nb", "c", "d", "e", "f", "g", "h"]

    const { message } = new EventConflict({ eventIds })

    assert.include(message, '"a\\nb", "c", "d", "e", "f" and 2 more')
  })

  it("a conflict of five ids shows them all, and says what to do", () => {
    const { message } = new EventConflict({ eventIds: ["a", "b", "c", "d", "e"] })

    assert.strictEqual(
      message,
      'Already recorded with other content: "a", "b", "c", "d", "e". Give each fact an id of its own, or repeat it unchanged.'
    )
  })

  it("a call of too many events is refused by a code of its own", () => {
    const refused = new EventRefused({
      code: "BatchTooLarge",
      field: "events",
      value: "10001",
      problem: "is more than one call takes"
    })

    assert.strictEqual(refused.code, "BatchTooLarge")
  })

  it("they are told apart by their tags, and neither is worth a retry", () => {
    const refused = new EventRefused({
      code: "InvalidQuantity",
      field: "quantity",
      value: "-1",
      problem: "is negative"
    })
    const conflict = new EventConflict({ eventIds: ["a"] })

    assert.deepStrictEqual([refused._tag, conflict._tag], ["EventRefused", "EventConflict"])
    assert.deepStrictEqual([refused.isRetryable, conflict.isRetryable], [false, false])
  })

  it("a refusal says what is wrong, and what to do about it", () => {
    const messages = RefusalCode.literals.map((code) => {
      const refused = new EventRefused({ code, field: "field", value: '"v"', problem: "is wrong" })
      assert.strictEqual(refused.message, `field "v" is wrong. ${refused.remedy.nextStep}`)
      assert.deepStrictEqual([refused.remedy.cause, refused.remedy.retry], ["field is wrong.", "never"])
      return refused.remedy.nextStep
    })

    assert.strictEqual(new Set(messages).size, RefusalCode.literals.length)
    assert.isTrue(messages.every((remedy) => /^[A-Z].*\.$/.test(remedy)))
  })
})
