import { assert, describe, it } from "@effect/vitest"
import { RegistrationProblem, RegistrationRefused } from "./RegistrationRefused.ts"

describe("RegistrationRefused", () => {
  it.each([
    ["TokenInvalid", /^The registration token is none/, /^Let the buyer choose Set up your account/],
    ["TokenExpired", /^The registration token is too old/, /^Let the buyer choose Set up your account/],
    ["ProductMismatch", /^The buyer subscribed to a product/, /^Put the product into the catalogue/]
  ] as const)("%s says what happened and what to do, and no retry helps", (code, cause, nextStep) => {
    const error = new RegistrationRefused({ code, problem: "something is wrong" })

    assert.match(error.remedy.cause, cause)
    assert.match(error.remedy.nextStep, nextStep)
    assert.deepStrictEqual([error.remedy.retry, error.isRetryable], ["never", false])
    assert.strictEqual(
      error.message,
      `The buyer cannot be registered: something is wrong. ${error.remedy.nextStep}`
    )
  })

  it("there are three of them", () => {
    assert.deepStrictEqual(RegistrationProblem.literals, ["TokenInvalid", "TokenExpired", "ProductMismatch"])
  })
})
