import { resolve } from "node:path"
import { assert, it } from "vitest"
import { readTree } from "../tidy/readTree.ts"
import { faultMatrix } from "./faultMatrix.ts"
import { faultTests } from "./faultTests.ts"

const root = resolve(import.meta.dirname, "../..")
const tests = ["apps/", "packages/"].flatMap((folder) => faultTests(readTree(root, folder)))

it("every fault that can come has a test that is named by its number", () => {
  const proven = new Set(tests.map(({ fault }) => fault))

  const unproven = faultMatrix
    .filter(({ number, unbuilt }) => unbuilt === undefined && !proven.has(number))
    .map(({ number }) => number)

  assert.isAtLeast(tests.length, 80)
  assert.deepStrictEqual(unproven, [])
})

it("no test is named by a fault that there is not, or of which it is said that nothing is built", () => {
  const known = new Set(
    faultMatrix.filter(({ unbuilt }) => unbuilt === undefined).map(({ number }) => number)
  )

  assert.deepStrictEqual(
    tests.filter(({ fault }) => !known.has(fault)),
    []
  )
})

it("the faults are told apart by rising numbers", () => {
  const numbers = faultMatrix.map(({ number }) => number)

  assert.deepStrictEqual(
    numbers,
    [...new Set(numbers)].toSorted((one, other) => one - other)
  )
})
