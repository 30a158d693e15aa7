import { PGlite } from "@electric-sql/pglite"
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
import { Kysely, PGliteDialect } from "kysely"
import { afterAll, beforeAll } from "vitest"
import { kyselyStore } from "./PostgresStore.ts"
import { openKysely, openPglite, transactionsOf } from "../test/transactions.ts"

const pglite = new PGlite()
const db = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) })
const store = kyselyStore(db)

beforeAll(() => Effect.runPromise(store.migrate))
afterAll(() => pglite.close())

const transactions = Layer.succeed(
  TestTransactions,
  transactionsOf(store, () => openKysely(db))
)

const ownTransactions = Layer.succeed(
  TestTransactions,
  transactionsOf(store, () => openPglite(pglite))
)

checkLaws("PGlite: UsageOutbox", usageOutboxLaws, Layer.merge(store.layer, transactions))
checkLaws(
  "PGlite, in its own transactions: UsageOutbox",
  usageOutboxLaws,
  Layer.merge(store.layer, ownTransactions)
)
checkLaws("PGlite: SubscriptionRegistry", subscriptionRegistryLaws, store.layer)
checkLaws("PGlite: AgreementInbox", agreementInboxLaws, store.layer)
checkLaws("PGlite: RecordLedger", recordLedgerLaws, store.layer)
checkLaws("PGlite: RecordReview", recordReviewLaws, store.layer)
checkLaws("PGlite: Books", booksLaws, store.layer)
checkLaws("PGlite: LedgerAudit", ledgerAuditLaws, store.layer)
checkLaws("PGlite: ReporterStore", reporterStoreLaws, store.reporters)
