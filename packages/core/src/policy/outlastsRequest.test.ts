import { assert, it } from "@effect/vitest"
import { at } from "../testing/builders.ts"
import { outlastsRequest } from "./outlastsRequest.ts"

it.each([
  ["longer than a request can take", "2026-03-10T12:15:50.001Z", true],
  ["as long as a request can take", "2026-03-10T12:15:50Z", false],
  ["shorter", "2026-03-10T12:15:10Z", false]
] as const)("a lease that holds %s: does it outlast one? %s", (_, until, expected) => {
  assert.strictEqual(outlastsRequest({ until: at(until) }, at("2026-03-10T12:15:00Z")), expected)
})
