import { assert, it } from "vitest"
import { faultLine, ruleLine } from "./serviceRuleReporter.ts"

const test = (name: string, state: string) => ({ name, state })

it("counts the rules of which every test has passed", () => {
  const line = ruleLine([
    test("rule 1: a", "passed"),
    test("rule 1: b", "passed"),
    test("rules 2 and 3: c", "passed"),
    test("a test of something else", "failed")
  ])

  assert.strictEqual(line, "3 of 3 rules of the emulator hold")
})

it("names those that are broken, and those that were left out", () => {
  const line = ruleLine([
    test("rule 10: a", "passed"),
    test("rule 10: b", "failed"),
    test("rule 9: c", "failed"),
    test("rule 4: d", "skipped"),
    test("rule 5: e", "skipped"),
    test("rule 5: f", "passed")
  ])

  assert.strictEqual(line, "1 of 4 rules of the emulator hold; broken: 9, 10; not run: 4")
})

it("says nothing where no test is named by a rule", () => {
  assert.isUndefined(ruleLine([test("a", "passed")]))
})

it("counts faults by themselves", () => {
  const line = faultLine([
    test("F13 and F15: a", "passed"),
    test("F15: b", "failed"),
    test("F7: c", "skipped"),
    test("rule 1: d", "passed")
  ])

  assert.strictEqual(line, "1 of 3 faults' promises hold; broken: 15; not run: 7")
})
