import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { portLaws } from "./portLaws.ts"

it("a port with laws passes", () => {
  const files = treeOf({
    "packages/core/src/port/RecordLedger.ts": "",
    "packages/core/src/port/RecordLedger.test.ts": "",
    "packages/core/src/testing/laws/recordLedgerLaws.ts": ""
  })

  assert.deepStrictEqual(portLaws(files), [])
})

it("a port without laws is found", () => {
  assert.deepStrictEqual(portLaws(treeOf({ "packages/core/src/port/RecordLedger.ts": "" })), [
    {
      line: 1,
      message: "the port RecordLedger has no laws: write packages/core/src/testing/laws/recordLedgerLaws.ts",
      path: "packages/core/src/port/RecordLedger.ts"
    }
  ])
})
