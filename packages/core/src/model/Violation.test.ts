import { assert, describe, it } from "@effect/vitest"
import { type InvariantId, Invariants } from "./Invariants.ts"
import { Violation } from "./Violation.ts"

describe("Violation", () => {
  it("is printed in one line, with the record that is meant", () => {
    const violation = Violation.of(found, { ...row, dedupKey: '["us-east-1","legacy"]' })

    const line = Violation.format(violation)

    assert.strictEqual(line, 'I-13 "a\\ncme" "pages" ["us-east-1","legacy"]: nothing says why')
  })

  it("is printed without a record where the account and meter as a whole are meant", () => {
    const line = Violation.format(Violation.of(found, row))

    assert.strictEqual(line, 'I-13 "a\\ncme" "pages": nothing says why')
  })

  it.each(Object.keys(Invariants) as Array<InvariantId>)("of %s says what a person does now", (invariant) => {
    const violation = Violation.of({ ...found, invariant }, row)

    assert.strictEqual(violation.nextStep, Invariants[invariant].nextStep)
    for (const sentence of [Invariants[invariant].promise, violation.nextStep])
      assert.match(sentence, /^[A-Z].+\.$/)
  })
})

const found = { invariant: "I-13", found: "nothing says why" } as const

const row = { account: "a\ncme", meter: "pages" }
