import { assert, describe, it } from "vitest"
import { storeErrorFor } from "./storeErrorFor.ts"

const withCode = (code: unknown) => Object.assign(new Error("said the server"), { code })

describe("what a driver throws", () => {
  it.each([
    ["40001", "StoreBusy", "serialization failure"],
    ["40P01", "StoreBusy", "deadlock"],
    ["55P03", "StoreBusy", "lock time-out"],
    ["42P01", "SchemaMismatch", "no such table"],
    ["3F000", "SchemaMismatch", "no such schema"],
    ["42703", "SchemaMismatch", "no such column"],
    ["42883", "SchemaMismatch", "no such function"],
    ["08006", "StoreUnavailable", "connection failure"],
    ["25006", "StoreUnavailable", "read-only transaction, as on a standby"],
    ["25P03", "StoreUnavailable", "idle-in-transaction time-out, which ends the connection"],
    ["25P04", "StoreUnavailable", "transaction time-out, which ends the connection"],
    ["53100", "StoreUnavailable", "disk full"],
    ["53300", "StoreUnavailable", "too many connections"],
    ["57014", "StoreUnavailable", "statement time-out"],
    ["57P01", "StoreUnavailable", "terminated by an administrator"],
    ["57P03", "StoreUnavailable", "starting up"],
    ["58030", "StoreUnavailable", "I/O error"],
    ["22P05", "StoreRefused", "a character that the encoding lacks"],
    ["23001", "StoreRefused", "restrict violation"],
    ["23505", "StoreRefused", "unique violation"],
    ["25P02", "StoreRefused", "the caller's transaction has failed before"],
    ["42501", "StoreRefused", "insufficient privilege"],
    ["P0001", "StoreRefused", "raised by a trigger"]
  ])("with SQLSTATE %s is %s: %s", (code, reason) => {
    assert.strictEqual(storeErrorFor(withCode(code)).reason._tag, reason)
  })

  it.each(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPERM", "EPIPE", "EBUSY"])(
    "with the system's code %s is no word of the server, so the connection is at fault",
    (code) => {
      assert.strictEqual(storeErrorFor(withCode(code)).reason._tag, "StoreUnavailable")
    }
  )

  it.each([undefined, null, 23505, "a text", {}, withCode(23505), withCode("23505 ")])(
    "without an SQLSTATE is StoreUnavailable, whatever it is: %j",
    (thrown) => {
      assert.strictEqual(storeErrorFor(thrown).reason._tag, "StoreUnavailable")
    }
  )

  it("is quoted with its SQLSTATE, and cut where it is long", () => {
    const short = storeErrorFor(withCode("23505")).message
    const long = storeErrorFor(new Error("x".repeat(10_000))).message

    assert.include(short, "23505 said the server")
    assert.isBelow(long.length, 500)
  })
})
