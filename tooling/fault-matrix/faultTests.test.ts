import { assert, it } from "vitest"
import { faultTests } from "./faultTests.ts"

it.each([
  ["a test", 'it("F1: that", () => {})', [1]],
  ["a test of several", 'it("F1 and F2: those", () => {})', [1, 2]],
  ["a test with options", 'it("F1: that", { timeout: 9 }, async () => {})', [1]],
  ["a test by another name", "test('F1: that', function () {})", [1]],
  ["a title with parts that vary", "it(`F1: that ${what}`, () => {})", [1]],
  ["an effect", 'it.effect("F1: that", () => effect)', [1]],
  ["a test by the system's clock", 'it.live("F1: that", () => effect)', [1]],
  ["a table", 'it.each([5, 6])("F1: by %i", (n) => {})', [1]],
  ["a table of effects", 'it.effect.each([["a", 1]] as const)("F1: by %s", ([a]) => effect)', [1]],
  [
    "a table whose titles stand in it",
    'it.each([["F1: a", 1], ["F2: b", 2]] as const)("%s", (_, n) => {})',
    [1, 2]
  ],
  ["a table of titles", 'it.each(["F1: a", "b"])("%s", (title) => {})', [1]],
  [
    "a test that needs what may be missing",
    'describe.skipIf(isMissing)("x", () => it("F1: a", () => {}))',
    [1]
  ],
  ["a test within others", 'describe("x", () => { describe("y", () => { it("F1: a", () => {}) }) })', [1]],
  ["a test of a function that is made", 'it("F1: a", proves(7))', [1]],
  ["a test that is left out", 'it.skip("F1: a", () => {})', []],
  ["a test that is to be written", 'it.todo("F1: a")', []],
  ["a test that is to be written, of a table", 'it.todo.each([1])("F1: a", () => {})', []],
  ["an effect that is left out", 'it.effect.skip("F1: a", () => effect)', []],
  ["a table that is left out", 'it.skip.each([1])("F1: a", () => {})', []],
  ["a table of titles that is left out", 'it.skip.each(["F1: a"])("%s", () => {})', []],
  ["a test that is to fail", 'it.fails("F1: a", () => {})', []],
  ["a test that is left out by its options", 'it("F1: a", { skip: true }, () => {})', []],
  ["a test that is left out for ever", 'it.skipIf(true)("F1: a", () => {})', []],
  ["a test that is never run", 'it.runIf(false)("F1: a", () => {})', []],
  ["a test within what is left out", 'describe.skip("x", () => { it("F1: a", () => {}) })', []],
  [
    "a test within what is left out for ever",
    'describe.skipIf(true)("x", () => { it("F1: a", () => {}) })',
    []
  ],
  [
    "a test within what is left out, deeply",
    'describe.skip("x", () => { describe("y", () => it("F1: a", () => {})) })',
    []
  ],
  ["a test without anything to run", 'it("F1: a")', []],
  ["a constant", 'const unused = "F1: a"', []],
  ["a comment", '// it("F1: a", () => {})', []],
  ["a longer comment", '/* it("F1: a", () => {}) */', []],
  ["a test that is quoted", 'const text = `it("F1: a", () => {})`', []],
  ["another call", 'log("F1: a", () => {})', []],
  ["another method", 'audit.it("F1: a", () => {})', []],
  ["a group", 'describe("F1: a", () => {})', []],
  ["what stands inside a test", 'it("a", () => { assert.equal(x, "F1: a") })', []],
  ["a later column of a table", 'it.each([["a", "F1: b"]])("%s", () => {})', []],
  ["an unused table", 'it.each([["F1: a", 1]])("a", () => {})', []]
])("%s proves what its title says, and nothing else", (_, text, faults) => {
  const found = faultTests([{ path: "packages/x/src/x.test.ts", text }])

  assert.deepStrictEqual(
    found.map(({ fault }) => fault),
    faults
  )
})

it("only what is run as tests is read", () => {
  const text = 'it("F1: a", () => {})'

  const found = faultTests(["x.test.ts", "x.ts", "x.test.ts.md"].map((path) => ({ path, text })))

  assert.deepStrictEqual(found, [{ fault: 1, path: "x.test.ts" }])
})
