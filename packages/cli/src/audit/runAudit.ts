import { auditLedger, type StoreError } from "@tallyhour/core"
import { Effect, Logger, Option, Redacted } from "effect"
import { AuditProblem } from "./AuditProblem.ts"
import { addressOf, type DatabaseAddress } from "./DatabaseAddress.ts"
import { auditJson, describeAudit } from "./describeAudit.ts"
import { openLedger } from "./openLedger.ts"

/** What `tallyhour audit` is told. */
export interface AuditOptions {
  readonly database: Option.Option<Redacted.Redacted>
  readonly isWorkerHealthy: boolean
  readonly json: boolean
  readonly schema: string
}

/** Audits the ledger, prints what was found, and sets the exit status. */
export const runAudit = Effect.fn("auditCommand")(function* ({
  database,
  isWorkerHealthy,
  json,
  schema
}: AuditOptions) {
  const url = Option.getOrUndefined(database) ?? fromEnvironment()
  if (url === undefined) {
    return yield* new AuditProblem({
      problem: "There is no database to audit: give its address with --database, or in DATABASE_URL."
    })
  }
  const address = yield* addressOf(url)
  const store = yield* openLedger(address, schema)
  const report = yield* auditLedger({ isWorkerHealthy }).pipe(
    Effect.provide([store.layer, Logger.layer([])]),
    Effect.mapError((error) => problemOf(error, address, schema))
  )
  process.stdout.write(`${json ? auditJson(report) : describeAudit(report)}\n`)
  if (report.violationsFound > 0) process.exitCode = 1
})

const fromEnvironment = (): Redacted.Redacted | undefined => {
  const url = process.env.DATABASE_URL
  return url === undefined || url === "" ? undefined : Redacted.make(url)
}

const problemOf = ({ message, reason }: StoreError, address: DatabaseAddress, schema: string): AuditProblem =>
  new AuditProblem({
    problem:
      reason._tag === "SchemaMismatch"
        ? `The schema ${JSON.stringify(schema)} of ${address.shown} does not hold the tables of this version: name another one with --schema, or migrate it first.`
        : address.withoutPassword(message)
  })
