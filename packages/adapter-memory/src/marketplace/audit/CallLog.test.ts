import { assert, it } from "vitest"
import { makeCallLog } from "./CallLog.ts"
import { keptCall } from "./KeptCall.ts"
import type { KeptCall } from "./KeptCall.ts"

const aCall = (number: number, records: number): KeptCall =>
  keptCall({
    answer: { _tag: "Completed", result: {} },
    at: 0,
    caller: null,
    operation: "BatchMeterUsage",
    region: "us-east-1",
    request: { UsageRecords: Array.from({ length: records }, () => ({})) },
    requestId: String(number)
  })

const idsAfter = (bounds: { readonly callsMax: number; readonly recordsMax: number }, records: number) => {
  const log = makeCallLog(bounds)
  for (let number = 1; number <= 5; number++) log.append(aCall(number, records))
  return [log.calls().map(({ requestId }) => requestId), log.forgotten()]
}

it("at its bound of calls, or of the records in them, a log forgets the older half and counts it", () => {
  const byCalls = idsAfter({ callsMax: 4, recordsMax: 1_000 }, 25)
  const byRecords = idsAfter({ callsMax: 1_000, recordsMax: 100 }, 25)
  const inside = idsAfter({ callsMax: 6, recordsMax: 126 }, 25)

  assert.deepStrictEqual(byCalls, [["3", "4", "5"], 2])
  assert.deepStrictEqual(byRecords, byCalls)
  assert.deepStrictEqual(inside, [["1", "2", "3", "4", "5"], 0])
})
