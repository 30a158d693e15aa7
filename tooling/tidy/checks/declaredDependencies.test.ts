import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { declaredDependencies } from "./declaredDependencies.ts"

const manifests = {
  "package.json": '{ "devDependencies": { "vitest": "1", "effect": "1" } }',
  "packages/a/package.json": `{
    "name": "@tallyhour/a",
    "dependencies": { "kysely": "1" },
    "peerDependencies": { "effect": "1" },
    "devDependencies": { "@aws-sdk/types": "1" }
  }`
}

const messagesOf = (path: string, text: string) =>
  declaredDependencies(treeOf({ ...manifests, [path]: text })).map(({ message }) => message)

it("declared packages, the package itself and node's own modules pass", () => {
  const text =
    'import "kysely/migration"\nimport "effect"\nimport "@tallyhour/a"\nimport "node:os"\nimport "./b.ts"'

  assert.deepStrictEqual(messagesOf("packages/a/src/index.ts", text), [])
})

it("tests may use what the package and the root declare for development", () => {
  const text = 'import "vitest"\nimport "@aws-sdk/types"'

  assert.deepStrictEqual(messagesOf("packages/a/src/index.test.ts", text), [])
})

it("an undeclared package is found, and development dependencies do not help what is shipped", () => {
  assert.deepStrictEqual(
    messagesOf("packages/a/src/index.ts", 'import type {} from "vitest"\nimport "@aws-sdk/types/a"'),
    [
      'imports "vitest": declare "vitest" in packages/a/package.json, among dependencies or peerDependencies',
      'imports "@aws-sdk/types/a": declare "@aws-sdk/types" in packages/a/package.json, among dependencies or peerDependencies'
    ]
  )
})

it("an undeclared package is found in tests and in the tooling", () => {
  assert.deepStrictEqual(messagesOf("packages/a/src/index.test.ts", 'import "pg"'), [
    'imports "pg": declare "pg" in packages/a/package.json, among devDependencies'
  ])
  assert.deepStrictEqual(messagesOf("tooling/a.ts", 'import "pg"'), [
    'imports "pg": declare "pg" in package.json, among devDependencies'
  ])
})

it("a module of node without its prefix is found", () => {
  assert.deepStrictEqual(messagesOf("packages/a/src/index.ts", 'import "fs"'), [
    'imports "fs": write "node:fs"'
  ])
})
