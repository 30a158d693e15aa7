import {
  AgreementInbox,
  Books,
  LedgerAudit,
  RecordLedger,
  RecordReview,
  SubscriptionRegistry,
  UsageOutbox
} from "@tallyhour/core"
import { TestTransactions } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import { memoryAgreementInbox } from "../src/MemoryAgreementInbox.ts"
import { memoryBooks } from "../src/MemoryBooks.ts"
import { memoryLedgerAudit } from "../src/MemoryLedgerAudit.ts"
import { memoryRecordLedger } from "../src/MemoryRecordLedger.ts"
import { memoryRecordReview } from "../src/MemoryRecordReview.ts"
import { emptyState, type MemoryState } from "../src/MemoryState.ts"
import { memorySubscriptionRegistry } from "../src/MemorySubscriptionRegistry.ts"
import { memoryUsageOutbox, MemoryTransaction, outboxIn } from "../src/MemoryUsageOutbox.ts"

/** The ports of one store. */
export interface StorePorts {
  readonly audit: LedgerAudit["Service"]
  readonly books: Books["Service"]
  readonly inbox: AgreementInbox["Service"]
  readonly ledger: RecordLedger["Service"]
  readonly outbox: UsageOutbox["Service"]
  readonly registry: SubscriptionRegistry["Service"]
  readonly review: RecordReview["Service"]
  /** The outbox within a transaction. */
  readonly outboxIn: (transaction: MemoryTransaction) => UsageOutbox["Service"]
  readonly end: (transaction: MemoryTransaction, outcome: "commit" | "roll back") => void
}

/** The reference store with one thing wrong, and the laws that must see it. */
export interface StoreMutant {
  readonly mistake: string
  readonly breaks: ReadonlyArray<string>
  readonly store: (honest: StorePorts, state: MemoryState) => Partial<StorePorts>
}

/** Builds a fresh store with the mutant's mistake in it. */
export const layerOf = ({ store }: Pick<StoreMutant, "store">) => {
  const state = emptyState()
  const honest = honestPorts(state)
  const ports = { ...honest, ...store(honest, state) }
  return Layer.mergeAll(
    Layer.succeed(AgreementInbox, ports.inbox),
    Layer.succeed(Books, ports.books),
    Layer.succeed(LedgerAudit, ports.audit),
    Layer.succeed(RecordLedger, ports.ledger),
    Layer.succeed(RecordReview, ports.review),
    Layer.succeed(SubscriptionRegistry, ports.registry),
    Layer.succeed(UsageOutbox, ports.outbox),
    Layer.succeed(TestTransactions, transactionsOf(ports, state))
  )
}

const honestPorts = (state: MemoryState): StorePorts => ({
  audit: memoryLedgerAudit(state),
  books: memoryBooks(state),
  inbox: memoryAgreementInbox(state),
  ledger: memoryRecordLedger(state),
  outbox: memoryUsageOutbox(state),
  registry: memorySubscriptionRegistry(state),
  review: memoryRecordReview(state),
  outboxIn,
  end: (transaction, outcome) => (outcome === "commit" ? transaction.commit() : transaction.rollBack())
})

const transactionsOf = (ports: StorePorts, state: MemoryState): TestTransactions["Service"] => ({
  run: (outcome, effect) =>
    Effect.gen(function* () {
      const transaction = new MemoryTransaction(state)
      const result = yield* effect.pipe(
        Effect.provideService(UsageOutbox, ports.outboxIn(transaction)),
        Effect.onError(() => Effect.sync(() => transaction.rollBack()))
      )
      ports.end(transaction, outcome)
      return result
    })
})
