import {
  agreementInboxLaws,
  booksLaws,
  ledgerAuditLaws,
  recordLedgerLaws,
  recordReviewLaws,
  reporterStoreLaws,
  subscriptionRegistryLaws,
  TestTransactions,
  usageOutboxLaws
} from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { Effect, Layer } from "effect"
import { Kysely, PostgresDialect } from "kysely"
import { describe } from "vitest"
import { openClient, openKysely, transactionsOf } from "../test/transactions.ts"
import { type OpenStore, testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()

/** A store that is opened when its laws are about to be checked, because only then its database is there. */
const opened = <A, E, R>(layerOf: (open: OpenStore) => Layer.Layer<A, E, R>) =>
  Layer.unwrap(
    Effect.map(
      Effect.promise(() => database.open()),
      layerOf
    )
  )

const inTransactions = (transactionsIn: (open: OpenStore) => TestTransactions["Service"]) =>
  opened((open) => Layer.merge(open.store.layer, Layer.succeed(TestTransactions, transactionsIn(open))))

describe.skipIf(database.isMissing)("on a server", () => {
  checkLaws(
    "Postgres, in transactions of Kysely: UsageOutbox",
    usageOutboxLaws,
    inTransactions(({ pool, store }) => {
      const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
      return transactionsOf(store, () => openKysely(db))
    })
  )

  checkLaws(
    "Postgres, in transactions of a pg client: UsageOutbox",
    usageOutboxLaws,
    inTransactions(({ pool, store }) => transactionsOf(store, () => openClient(pool)))
  )

  checkLaws(
    "Postgres: SubscriptionRegistry",
    subscriptionRegistryLaws,
    opened(({ store }) => store.layer)
  )

  checkLaws(
    "Postgres: AgreementInbox",
    agreementInboxLaws,
    opened(({ store }) => store.layer)
  )

  checkLaws(
    "Postgres: RecordLedger",
    recordLedgerLaws,
    opened(({ store }) => store.layer)
  )

  checkLaws(
    "Postgres: RecordReview",
    recordReviewLaws,
    opened(({ store }) => store.layer)
  )

  checkLaws(
    "Postgres: Books",
    booksLaws,
    opened(({ store }) => store.layer)
  )

  checkLaws(
    "Postgres: LedgerAudit",
    ledgerAuditLaws,
    opened(({ store }) => store.layer)
  )

  checkLaws(
    "Postgres: ReporterStore",
    reporterStoreLaws,
    opened(({ store }) => store.reporters)
  )
})
