import { assert, describe, it } from "@effect/vitest"
import { SchemaMismatch, StoreBusy, StoreError, StoreRefused, StoreUnavailable } from "./StoreError.ts"

describe("StoreError", () => {
  it.each([
    [
      new StoreUnavailable({ detail: "connection refused" }),
      "StoreUnavailable",
      true,
      "The store cannot be used now: connection refused. Repeat the call with the same ids when it is back."
    ],
    [
      new StoreBusy({ detail: "deadlock detected" }),
      "StoreBusy",
      true,
      "Another transaction came first: deadlock detected. Repeat the whole transaction."
    ],
    [
      new SchemaMismatch({ detail: "no table usage_event" }),
      "SchemaMismatch",
      false,
      "The database schema does not fit: no table usage_event. Run the migrations of this version with `meter.migrate()`, then repeat the call; if a newer version has migrated the store, install that."
    ],
    [
      new StoreRefused({ detail: "value too long" }),
      "StoreRefused",
      false,
      "The store refused the statement: value too long."
    ]
  ])(
    "%s: the reason is told apart by its tag, and the error says as it whether to repeat and what to do",
    (...row) => {
      const [reason, tag, isRetryable, message] = row

      const error = new StoreError({ reason })

      assert.deepStrictEqual([error._tag, error.reason._tag], ["StoreError", tag])
      assert.deepStrictEqual([error.isRetryable, error.message], [isRetryable, message])
    }
  )
})
