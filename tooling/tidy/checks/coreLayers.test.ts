import { assert, describe, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { coreLayers } from "./coreLayers.ts"

const tree = {
  "packages/core/src/index.ts": 'export { a } from "./program/sealHours.ts"',
  "packages/core/src/model/Quantity.ts": 'import "effect"',
  "packages/core/src/model/Quantity.test.ts": 'import "../program/sealHours.ts"',
  "packages/core/src/policy/retryAt.ts": 'import "../model/Quantity.ts"',
  "packages/core/src/port/RecordLedger.ts": 'import "../model/Quantity.ts"',
  "packages/core/src/program/sealHours.ts": 'import "../port/RecordLedger.ts"\nimport "../policy/retryAt.ts"',
  "packages/core/src/program/meteringPass.ts": 'import "./sealHours.ts"',
  "packages/core/src/program/meteringWorker.ts": 'import "./meteringPass.ts"',
  "packages/core/src/promise/Tallyhour.ts": 'import "../program/sealHours.ts"',
  "packages/core/src/testing/simulation.ts": 'import "../program/sealHours.ts"'
}

const messagesOf = (planted: Readonly<Record<string, string>>) =>
  coreLayers(treeOf({ ...tree, ...planted })).map(({ line, message, path }) => `${path}:${line} ${message}`)

it("a core that reads forwards passes", () => {
  assert.deepStrictEqual(messagesOf({}), [])
})

describe("a core that reads backwards is found", () => {
  it.each([
    ["model/Meter.ts", "../policy/retryAt.ts", "model imports model, not policy"],
    ["policy/allocate.ts", "../port/RecordLedger.ts", "policy imports model, policy, not port"],
    ["port/UsageOutbox.ts", "./RecordLedger.ts", "port imports model, not port"],
    ["port/UsageOutbox.ts", "../policy/retryAt.ts", "port imports model, not policy"],
    [
      "program/leaseBatch.ts",
      "./sealHours.ts",
      "program imports model, policy, port, not program; a step of the path is put together with others in batchesDue.ts, gatheredSettling.ts, hourlyReporter.ts, meteringPass.ts, meteringWorker.ts and sendDue.ts only"
    ],
    [
      "promise/Client.ts",
      "../testing/simulation.ts",
      "promise imports model, policy, port, program, promise, not testing"
    ],
    ["model/Meter.ts", "../index.ts", "model imports model, not index.ts"]
  ])("%s imports %s", (path, specifier, objection) => {
    const planted = { [`packages/core/src/${path}`]: `\nimport "${specifier}"` }

    assert.deepStrictEqual(messagesOf(planted), [
      `packages/core/src/${path}:2 imports "${specifier}": ${objection}`
    ])
  })
})

it("a folder that is no layer is found, so that nothing hides in it", () => {
  assert.deepStrictEqual(messagesOf({ "packages/core/src/internal/a.ts": "" }), [
    'packages/core/src/internal/a.ts:1 core has no layer "internal"; its layers are model, policy, port, program, promise, index.ts, testing'
  ])
})
