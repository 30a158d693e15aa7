import { DateTime, Effect } from "effect"
import type { Instant } from "../../model/Instant.ts"
import { MeteringHour } from "../../model/MeteringHour.ts"
import { Quantity } from "../../model/Quantity.ts"
import { Subscription } from "../../model/Subscription.ts"
import type { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { freshAccount, freshAgreement, freshEvent, freshName, hourOf } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { leaseAt } from "./ledgerSteps.ts"
import { append, holdAll, leaveOpen, offeredOf, recordEach } from "./sealingSteps.ts"

/** What every ledger promises about hours without usage. */
export const idleHourLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "an idle hour is offered once, when it is final, with no usage in it",
    holds: Effect.gen(function* () {
      const last = yield* anIdleHour
      const productCode = yield* freshName("product")
      const account = yield* freshAccount({ productCode })
      const offered = yield* offeredIdle({ account, productCode, through: MeteringHour.plus(last, 3) })
      yield* claimEqual(
        "each since the last call",
        offered,
        [1, 2, 3].map((hours) => ({
          hour: MeteringHour.plus(last, hours),
          quantity: Quantity.zero,
          tagged: []
        }))
      )
      const again = yield* offeredIdle({ account, productCode, through: MeteringHour.plus(last, 3) })
      yield* claimEqual("and none twice", again, [])
      const earlier = yield* offeredIdle({ account, productCode, through: last })
      yield* claimEqual("nor after a clock went back", earlier, [])
      const next = yield* offeredIdle({ account, productCode, through: MeteringHour.plus(last, 4) })
      yield* claimEqual("the next when it is final", hoursAfter(last, next), [4])
    })
  },
  {
    name: "an hour with a record or with usage is not idle",
    holds: Effect.gen(function* () {
      const last = yield* anIdleHour
      const productCode = yield* freshName("product")
      const account = yield* freshAccount({ productCode })
      const usedAfter = (hours: number) => use(account, MeteringHour.plus(last, hours))
      yield* usedAfter(2)
      yield* offeredOf(account, { decide: recordEach, ...timesOf(MeteringHour.plus(last, 2)) })
      yield* usedAfter(1)
      const offered = yield* offeredIdle({ account, productCode, through: MeteringHour.plus(last, 3) })
      yield* claimEqual("the sealed one is left out", hoursAfter(last, offered), [1, 3])
      yield* claimEqual(
        "the open one has its usage",
        offered.map(({ quantity }) => quantity),
        [Quantity.ofUnits(1), Quantity.zero]
      )
    })
  },
  {
    name: "an hour is idle only for a subscription that is running, of a product that wants it",
    holds: Effect.gen(function* () {
      const last = yield* anIdleHour
      const through = MeteringHour.plus(last, 3)
      const productCode = yield* freshName("product")
      const halfPast = (hours: number) =>
        DateTime.add(MeteringHour.start(MeteringHour.plus(last, hours)), { minutes: 30 })
      const begun = yield* freshAccount({ productCode, activeFrom: halfPast(2) })
      const ended = yield* freshAccount({ productCode, activeUntil: halfPast(5) })
      const other = yield* freshAccount()
      const unlinked = yield* freshName("account")
      const offered: Array<ReadonlyArray<number>> = []
      yield* offeredIdle({ account: unlinked, productCode, through }, leaveOpen)
      for (const account of [begun, ended, other, unlinked])
        offered.push(hoursAfter(last, yield* offeredIdle({ account, productCode, through })))
      yield* claimEqual("from the hour of its beginning on", offered, [[2, 3], [], [], []])
    })
  },
  {
    name: "around a cut-over each idle hour is offered once, and its record of zero has the form of that hour",
    holds: Effect.gen(function* () {
      const last = yield* anIdleHour
      const productCode = yield* freshName("product")
      const account = yield* freshAccount({ form: "Product", productCode })
      const { after, before } = yield* cutOverAt(account, MeteringHour.start(MeteringHour.plus(last, 3)))
      for (const hours of [2, 4, 4])
        yield* offeredIdle({ account, productCode, through: MeteringHour.plus(last, hours) }, recordEach)
      const now = DateTime.formatIso(MeteringHour.start(MeteringHour.plus(last, 5)))
      const { records } = yield* leaseAt(now, { deadlineAfter: MeteringHour.start(last) })
      const own = records.map(({ record }) => record).filter((record) => record.account === account)
      yield* claimEqual(
        "two in the old form, two in the new one",
        own.sort((a, b) => a.hour - b.hour).map((one) => [one.hour - last, one.quantity, one.agreement]),
        [1, 2, 3, 4].map((hours) => [hours, 0, hours < 3 ? before : after])
      )
    })
  },
  {
    name: "after a standstill the last 49 idle hours are offered, and none before",
    holds: Effect.gen(function* () {
      const last = yield* anIdleHour
      const productCode = yield* freshName("product")
      const account = yield* freshAccount({ productCode })
      const offered = yield* offeredIdle({ account, productCode, through: MeteringHour.plus(last, 100) })
      const hours = hoursAfter(last, offered)
      yield* claimEqual("the first and the last", [hours[0], hours.length, hours.at(-1)], [52, 49, 100])
    })
  }
]

interface Idle {
  readonly account: string
  readonly productCode: string
  readonly through: MeteringHour
}

/** Offers idle hours of one meter, closes them without records, and returns those of an account. */
const offeredIdle = ({ account, productCode, through }: Idle, decide = holdAll) => {
  const idle = { meters: [{ dimension: "requests", meter: "requests", productCode }], through }
  return Effect.map(offeredOf(account, { decide, idle, ...timesOf(through) }), (offered) =>
    offered.flatMap(({ openHours }) => openHours)
  )
}

/** A day after an hour, when it is final. */
const timesOf = (through: MeteringHour): { readonly now: Instant; readonly through: MeteringHour } => ({
  now: MeteringHour.start(MeteringHour.plus(through, 24)),
  through
})

/**
 * Returns the last hour of which the store has offered idle meters, after it has offered some.
 *
 * How far it has come is one for all accounts and so for all laws: a probe goes on until there is an hour that is new.
 */
const anIdleHour = Effect.gen(function* () {
  const productCode = yield* freshName("product")
  const account = yield* freshAccount({ productCode })
  let through = hourOf("2026-05-01T00:00:00Z")
  for (let step = 1; step < 2 ** 20; step *= 2) {
    const offered = yield* offeredIdle({ account, productCode, through })
    if (offered.length > 0) return through
    through = MeteringHour.plus(through, step)
  }
  yield* claim("some hour is idle", false)
  return through
})

/** Cuts an account that is metered by product over to a license of its buyer, and returns both agreements. */
const cutOverAt = Effect.fnUntraced(function* (account: string, activeFrom: Instant) {
  const registry = yield* SubscriptionRegistry
  const [running] = yield* registry.subscriptionsOf(account)
  const before = running!.agreement
  const after = { ...(yield* freshAgreement("License")), ...(before.buyer && { buyer: before.buyer }) }
  yield* registry.cutOver(Subscription.make({ ...running!, activeFrom, agreement: after }))
  return { after, before }
})

const use = Effect.fnUntraced(function* (account: string, hour: MeteringHour) {
  const occurredAt = DateTime.formatIso(MeteringHour.start(hour))
  yield* append([yield* freshEvent({ account, occurredAt, quantity: "1" })])
})

const hoursAfter = (last: MeteringHour, open: ReadonlyArray<{ readonly hour: MeteringHour }>) =>
  open.map(({ hour }) => hour - last)
