import { SchemaMismatch, StoreBusy, StoreError, StoreRefused, StoreUnavailable } from "@tallyhour/core"

/**
 * Classifies what a driver threw, by SQLSTATE.
 *
 * - **Shape**: total. What carries no SQLSTATE did not come from the server, so the connection is at fault, and nobody
 *   knows whether the statement was executed.
 *
 * **Example** (A deadlock, a table that is missing, a connection that was cut)
 *
 *     const reasonOf = (code: string) => storeErrorFor(Object.assign(new Error(), { code })).reason._tag
 *
 *     reasonOf("40P01") // => "StoreBusy"
 *     reasonOf("42P01") // => "SchemaMismatch"
 *     reasonOf("ECONNRESET") // => "StoreUnavailable"
 */
export const storeErrorFor = (cause: unknown): StoreError => {
  if (cause instanceof StoreError) return cause
  const detail = describe(cause)
  const state = sqlState(cause)
  if (state === undefined) return new StoreError({ reason: new StoreUnavailable({ detail }) })
  if (busy.has(state)) return new StoreError({ reason: new StoreBusy({ detail }) })
  if (missing.has(state)) return new StoreError({ reason: new SchemaMismatch({ detail }) })
  if (unavailableClasses.has(state.slice(0, 2)) || unavailable.has(state)) {
    return new StoreError({ reason: new StoreUnavailable({ detail }) })
  }
  return new StoreError({ reason: new StoreRefused({ detail }) })
}

// Serialization failure, deadlock, lock not available.
const busy = new Set(["40001", "40P01", "55P03"])
// Undefined table, schema, column, function.
const missing = new Set(["42P01", "3F000", "42703", "42883"])
// Connection, insufficient resources, operator intervention (time-outs and shutdown), system error.
const unavailableClasses = new Set(["08", "53", "57", "58"])

// Read-only, as on a standby; two time-outs that end the connection although they speak of the transaction.
const unavailable = new Set(["25006", "25P03", "25P04"])

const sqlState = (cause: unknown): string | undefined => {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined
  // Every SQLSTATE of Postgres has a digit; EPIPE and its like, from the system, have none.
  return typeof code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined
}

const describe = (cause: unknown): string => {
  const message = cause instanceof Error ? cause.message || cause.name : String(cause)
  const state = sqlState(cause)
  return (state === undefined ? message : `${state} ${message}`).slice(0, 300)
}
