import {
  type Aggregation,
  type Agreement,
  Allowance,
  Balance,
  Books,
  type DueUsage,
  endedSubscriptions,
  Instant,
  type Lease,
  LedgerAudit,
  lastFinalHour,
  lastSealableHour,
  MeteringPolicy,
  Quantity,
  RecordLedger,
  RecordReview,
  type Sealing,
  Settlement,
  Subscription,
  SubscriptionRegistry,
  type Tags,
  type UsageEvent,
  UsageOutbox
} from "@tallyhour/core"
import { exampleRegion, quantity, sealAt } from "@tallyhour/core/testing"
import { DateTime, Effect, Option, Result } from "effect"
import { Archivist } from "./Archivist.ts"
import { Callers } from "./Callers.ts"
import type { Command, EventChoice, Word } from "./randomCommands.ts"

/** What a history has led to so far, apart from what the store holds. */
export interface Progress {
  readonly leases: ReadonlyArray<Lease>
  readonly now: Instant
  /** How many commands there were, so that each lease has an id of its own. */
  readonly steps: number
}

/** What a history begins with. */
export const beginAt = (now: Instant): Progress => ({ leases: [], now, steps: 0 })

/**
 * Carries out a command on whichever store is there, and returns its answer and what the books then say.
 *
 * The answer holds all that a port promises, and nothing that it leaves open, such as the order in which usage is offered.
 */
export const obey = Effect.fnUntraced(function* (command: Command, progress: Progress) {
  const obeyed = yield* Effect.result(carryOut(command, progress))
  // Whoever hears no answer goes on with what is known.
  const { answer, progress: next } = Result.isSuccess(obeyed)
    ? obeyed.success
    : { answer: { failed: obeyed.failure.message }, progress }
  const books = yield* Books
  const balances = yield* books.balances
  const audit = yield* LedgerAudit
  return {
    progress: { ...next, steps: progress.steps + 1 },
    seen: {
      answer,
      balances,
      unbilled: yield* books.unbilled,
      entries: yield* audit.entries({ recordsMax: 10_000 }),
      // Which of the moves of one sealing stands first is left open, and so are the numbers.
      moves: sorted(
        (yield* audit.moves({ movesMax: 10_000 })).map(({ account, from, meter, quantity: moved, to }) => ({
          account,
          from,
          meter,
          moved,
          to
        })),
        ({ account, from, meter, to }) => JSON.stringify([account, meter, from, to])
      ),
      nextDueAt: Option.getOrUndefined(yield* (yield* RecordLedger).nextDueAt)?.epochMilliseconds,
      unexplained: balances.filter((balance) => Balance.unexplained(balance) !== Quantity.zero)
    }
  }
})

const carryOut = Effect.fnUntraced(function* (command: Command, progress: Progress) {
  const { leases, now, steps } = progress
  const ledger = yield* RecordLedger
  switch (command._tag) {
    case "Append": {
      const outbox = yield* UsageOutbox
      const answer = yield* said(
        outbox.append(
          command.events.map((choice) => eventAt(choice, now)),
          now
        )
      )
      return { answer, progress }
    }
    case "Record": {
      const callers = yield* Callers
      const chosen = command.events.map((choice) => eventAt(choice, now))
      return { answer: yield* said(callers.record(command.caller, chosen, now)), progress }
    }
    case "Finish": {
      const callers = yield* Callers
      return { answer: yield* callers.finish(command.caller, command.outcome), progress }
    }
    case "Seal": {
      // By what they are of, because a transaction that loses a race asks again.
      const sealings = new Map<string, Sealing>()
      const policy = { late: command.late }
      const decide = (usage: DueUsage): Sealing => {
        const guard = { times: command.times }
        const meter = { fraction: command.fraction, guard, unit: quantity(command.unit) }
        const sealing = sealAt(now, { hasZeroRecords: command.zeroRecords, meter, policy })(usage)
        sealings.set(JSON.stringify([sealing.account, sealing.meter]), sealing)
        return sealing
      }
      const through = lastSealableHour(now, MeteringPolicy)
      const counts = yield* ledger.seal(decide, {
        guarded: meters.map(({ meter }) => meter),
        idle: { meters: command.zeroRecords ? meters : [], through: lastFinalHour(now, MeteringPolicy) },
        meters: meters.filter(({ meter, productCode }) => productCode === hastenedBy(meter)),
        now,
        openHoursMax: command.openHoursMax,
        through
      })
      const registry = yield* SubscriptionRegistry
      const ending = yield* registry.endingBetween({ from: DateTime.subtract(now, { days: 1 }), until: now })
      const hastened = yield* ledger.hasten(endedSubscriptions(ending))
      return {
        answer: {
          counts,
          ending,
          hastened,
          sealings: sorted([...sealings.values()], ({ account, meter }) => account + meter)
        },
        progress
      }
    }
    case "Lease": {
      const lease = yield* ledger.lease({
        deadlineAfter: DateTime.addDuration(now, MeteringPolicy.safetyMargin),
        id: `lease ${steps}`,
        now,
        recordsMax: command.recordsMax,
        until: DateTime.add(now, { minutes: 1 })
      })
      return { answer: lease, progress: { ...progress, leases: [...leases, lease] } }
    }
    case "Settle": {
      const lease = leases.at(-1 - command.lease)
      if (lease === undefined) return { answer: "no lease", progress }
      const settlements = lease.records.flatMap(({ record }, i) => {
        const settlement = settlementOf(command.words[i % command.words.length]!, now)
        return settlement === undefined ? [] : [{ dedupKey: record.dedupKey, settlement }]
      })
      return { answer: (yield* ledger.settle(lease, settlements, now)).toSorted(), progress }
    }
    case "Expire": {
      const deadlineUntil = DateTime.addDuration(now, MeteringPolicy.safetyMargin)
      return { answer: yield* ledger.expire({ deadlineUntil, now }), progress }
    }
    case "Review": {
      const review = yield* RecordReview
      const withheld = yield* review.withheld(now)
      const [first] = withheld
      const decided =
        first === undefined
          ? false
          : command.decision === "release"
            ? yield* review.release(first.record.dedupKey, now)
            : yield* review.withdraw(first.record.dedupKey, "a mistake", now)
      return { answer: { decided, left: yield* review.withheld(now), withheld }, progress }
    }
    case "Link": {
      const registry = yield* SubscriptionRegistry
      const account = `account ${command.account}`
      const activeFrom = DateTime.subtract(now, { hours: command.hoursAgo })
      const linked = yield* said(
        registry.link(
          Subscription.make({
            account,
            activeFrom,
            agreement: agreements[command.agreement]!,
            productCode: `product-${command.product}`,
            region: exampleRegion,
            ...(command.included === 0 ? {} : { allowances: [allowance(command.included)] })
          })
        )
      )
      return { answer: { linked, all: yield* registry.subscriptionsOf(account) }, progress }
    }
    case "End": {
      const registry = yield* SubscriptionRegistry
      const account = `account ${command.account}`
      const activeUntil = DateTime.subtract(now, { hours: command.hoursAgo })
      yield* registry.end({ account, activeUntil, productCode: `product-${command.product}` })
      return { answer: yield* registry.subscriptionsOf(account), progress }
    }
    case "Archive": {
      const archivist = yield* Archivist
      yield* archivist.archive(now)
      return { answer: "archived", progress }
    }
    case "Wait":
      return {
        answer: "time goes by",
        progress: { ...progress, now: DateTime.add(now, { minutes: command.minutes }) }
      }
  }
})

const eventAt = (choice: EventChoice, now: Instant): UsageEvent => ({
  account: `account ${choice.account}`,
  eventId: `event ${choice.eventId}`,
  meter: `meter ${choice.meter}`,
  occurredAt: DateTime.subtract(now, { hours: choice.hoursAgo, minutes: choice.minutes }),
  quantity: quantity(choice.quantity),
  tags: tags[choice.tags]!,
  aggregation: aggregations[choice.meter]!,
  property: aggregations[choice.meter] === "distinct" ? `value ${choice.property}` : ""
})

const tags: ReadonlyArray<Tags> = [
  [],
  [["team", "red"]],
  [["team", "blue"]],
  [
    ["app", "a"],
    ["team", "red"]
  ]
]

/** Most usage is summed; each other way of counting has a meter of its own. */
const aggregations: ReadonlyArray<Aggregation> = [
  "sum",
  "sum",
  "count",
  "max",
  "last",
  "distinct",
  "time-weighted"
]

const meters = [0, 1].flatMap((product) =>
  aggregations.map((_, i) => ({
    dimension: `meter ${i}`,
    meter: `meter ${i}`,
    productCode: `product-${product}`
  }))
)

/** The product whose end hastens the hours of a meter. */
const hastenedBy = (meter: string) => `product-${Number(meter.at(-1)) % 2}`

const allowance = (units: number) =>
  Allowance.make({ meter: "meter 0", period: "month", quantity: Quantity.ofUnits(units) })

const agreements: ReadonlyArray<Agreement> = [
  { _tag: "License", buyer: "111122223333", licenseArn: "arn:aws:license-manager::123456789012:license:l-1" },
  { _tag: "License", buyer: "444455556666", licenseArn: "arn:aws:license-manager::123456789012:license:l-2" },
  { _tag: "Product", buyer: "111122223333" },
  { _tag: "Product", buyer: "444455556666" },
  { _tag: "Legacy", customerIdentifier: "one" },
  { _tag: "Legacy", customerIdentifier: "two" }
]

const settlementOf = (word: Word, now: Instant): Settlement | undefined => {
  const availableAt = DateTime.add(now, { seconds: 90 })
  switch (word) {
    case "dead":
      return Settlement.make({ _tag: "Dead", reason: "InvalidTag: refused" })
    case "in doubt":
      return Settlement.make({ _tag: "InDoubt", reason: "InvalidTag: refused, but sent before" })
    case "retry":
      return Settlement.make({ _tag: "Retry", availableAt, mayBeAccepted: false, reason: "not subscribed" })
    case "retry, may be accepted":
      return Settlement.make({ _tag: "Retry", availableAt, mayBeAccepted: true, reason: "time-out" })
    case "settled":
      return Settlement.make({ _tag: "Settled", meteringRecordId: "b0000000-98f0-4e90-8bd2-bf000000001e" })
    case "settled earlier":
      return Settlement.make({ _tag: "SettledEarlier" })
    case "silence":
      return undefined
  }
}

/** What an effect answers, or its refusal, with the ids they name in order. */
const said = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.result(effect), (result) =>
    Result.isSuccess(result) ? inOrder(result.success) : { refused: inOrder(result.failure) }
  )

// The ids that a port names are a set.
const inOrder = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer ?? null, (key, value: unknown) =>
      // Where a link contradicts two others, either may be named; what a store cannot do it says in its own words.
      key === "problem" || key === "detail"
        ? "…"
        : Array.isArray(value)
          ? sorted(value, (one) => JSON.stringify(one))
          : value
    )
  )

const sorted = <A>(list: ReadonlyArray<A>, nameOf: (one: A) => string): ReadonlyArray<A> =>
  list.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
