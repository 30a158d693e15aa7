import { gatheredOutbox, UsageOutbox } from "@tallyhour/core"
import {
  agreementInboxLaws,
  booksLaws,
  ledgerAuditLaws,
  recordLedgerLaws,
  recordReviewLaws,
  subscriptionRegistryLaws,
  TestTransactions,
  usageOutboxLaws
} from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { Effect, Layer } from "effect"
import { memoryStore } from "./MemoryStore.ts"
import { outboxIn } from "./MemoryUsageOutbox.ts"

const store = memoryStore()

const transactions = Layer.succeed(TestTransactions, {
  run: (outcome, effect) =>
    Effect.gen(function* () {
      const transaction = store.begin()
      const result = yield* effect.pipe(
        Effect.provideService(UsageOutbox, outboxIn(transaction)),
        Effect.onError(() => Effect.sync(() => transaction.rollBack()))
      )
      if (outcome === "commit") transaction.commit()
      else transaction.rollBack()
      return result
    })
})

checkLaws("memory: UsageOutbox", usageOutboxLaws, Layer.merge(store.layer, transactions))
checkLaws(
  "memory, gathered: UsageOutbox",
  usageOutboxLaws,
  Layer.mergeAll(store.layer, Layer.provide(gatheredOutbox, store.layer), transactions)
)
checkLaws("memory: SubscriptionRegistry", subscriptionRegistryLaws, store.layer)
checkLaws("memory: AgreementInbox", agreementInboxLaws, store.layer)
checkLaws("memory: RecordLedger", recordLedgerLaws, store.layer)
checkLaws("memory: RecordReview", recordReviewLaws, store.layer)
checkLaws("memory: Books", booksLaws, store.layer)
checkLaws("memory: LedgerAudit", ledgerAuditLaws, store.layer)
