import { assert, it } from "vitest"
import { printed } from "./printed.ts"

it.each([
  ['a "b"\n', String.raw`"a \"b\"\n"`],
  [3, "3"],
  [-0.5, "-0.5"],
  [3n, "3n"],
  [true, "true"],
  [null, "null"],
  [undefined, "undefined"],
  [[], "[]"],
  [[1, ["a"]], '[1, ["a"]]'],
  [{}, "{}"],
  [{ account: "acme", "a-b": { c: 1n } }, '{ account: "acme", "a-b": { c: 1n } }'],
  [Object.assign(Object.create(null), { a: undefined }), "{ a: undefined }"]
])("%o is printed as %s", (value, text) => {
  assert.strictEqual(printed(value), text)
})

it.each([
  [new Map(), "of the class Map"],
  [[Promise.resolve(1)], "of the class Promise"],
  [() => 1, "a function"],
  [Symbol("a"), "a symbol"]
])("%o has no plain text", (value, what) => {
  assert.throws(() => printed(value), what)
})
