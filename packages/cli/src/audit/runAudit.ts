import { auditLedger, type StoreError } from "@tallyhour/core"
import { Effect, Logger, type Option, type Redacted } from "effect"
import { AuditProblem } from "./AuditProblem.ts"
import type { DatabaseAddress } from "../database/DatabaseAddress.ts"
import { givenDatabase } from "../database/givenDatabase.ts"
import { openDatabase } from "../database/openDatabase.ts"
import { auditJson, describeAudit } from "./describeAudit.ts"

/** What `tallyhour audit` is told. */
export interface AuditOptions {
  readonly database: Option.Option<Redacted.Redacted>
  readonly isWorkerHealthy: boolean
  readonly json: boolean
  readonly schema: string
}

/** Audits the ledger, prints what was found, and sets the exit status. */
export const runAudit = Effect.fn("auditCommand")(
  function* ({ database, isWorkerHealthy, json, schema }: AuditOptions) {
    const address = yield* givenDatabase(database)
    const store = yield* openDatabase(address, schema)
    const report = yield* auditLedger({ isWorkerHealthy }).pipe(
      Effect.provide([store.layer, Logger.layer([])]),
      Effect.mapError((error) => problemOf(error, address, schema))
    )
    process.stdout.write(`${json ? auditJson(report) : describeAudit(report)}\n`)
    if (report.violationsFound > 0) process.exitCode = 1
  },
  Effect.catchTag("DatabaseProblem", ({ problem }) => new AuditProblem({ problem }))
)

const problemOf = ({ message, reason }: StoreError, address: DatabaseAddress, schema: string): AuditProblem =>
  new AuditProblem({
    problem:
      reason._tag === "SchemaMismatch"
        ? `The schema ${JSON.stringify(schema)} of ${address.shown} does not hold the tables of this version: name another one with --schema, or migrate it first.`
        : address.withoutPassword(message)
  })
