import { assert, describe, it } from "@effect/vitest"
import { everyError } from "../../test/everyError.ts"
import { RetryClass } from "./Remedy.ts"

describe("Remedy", () => {
  it.each(everyError)("$tag is known by its tag, and its message names what is wrong", (promised) => {
    const { _tag, message } = promised.error

    assert.deepStrictEqual({ _tag, message }, { _tag: promised.tag, message: promised.message })
  })

  it.each(everyError)("$tag has a cause and a next step, each a sentence", ({ error }) => {
    const { cause, nextStep } = error.remedy

    for (const sentence of [cause, nextStep]) assert.match(sentence, /^[A-Za-z]\S* .+\.$/)
  })

  it.each(everyError)("$tag says whether a repetition can help, and in one way only", (promised) => {
    const { isRetryable, remedy } = promised.error

    assert.deepStrictEqual([remedy.retry, isRetryable], [promised.retry, promised.isRetryable])
    // What an operator has to put right first is retried by those that can wait for it, and not by the others.
    if (remedy.retry !== "fix")
      assert.include([undefined, remedy.retry === "retry" || remedy.retry === "wait"], isRetryable)
  })

  it("every retry class is that of some error", () => {
    const classes = new Set(everyError.map(({ error }) => error.remedy.retry))

    assert.deepStrictEqual([...classes].toSorted(), [...RetryClass.literals].toSorted())
  })
})
