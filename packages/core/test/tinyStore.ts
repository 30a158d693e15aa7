import { Effect, Layer } from "effect"
import { EventConflict } from "../src/model/EventRefused.ts"
import { Subscription } from "../src/model/Subscription.ts"
import { UsageEvent } from "../src/model/UsageEvent.ts"
import { agreementKey, buyerOf } from "../src/policy/agreementKey.ts"
import { isLinked, linkProblem } from "../src/policy/linkProblem.ts"
import { AgreementInbox } from "../src/port/AgreementInbox.ts"
import { SubscriptionConflict, SubscriptionRegistry } from "../src/port/SubscriptionRegistry.ts"
import { UsageOutbox } from "../src/port/UsageOutbox.ts"
import type { MeteringStore } from "../src/promise/MeteringStore.ts"

/** A store of events and subscriptions alone. */
export interface TinyStore extends MeteringStore<undefined> {
  readonly events: ReadonlyArray<UsageEvent>
  readonly subscriptions: ReadonlyArray<Subscription>
  /** Removes all events, as an attempt that is judged by itself wants it. */
  readonly forget: () => void
}

export const tinyStore = (): TinyStore => {
  const events: Array<UsageEvent> = []
  const subscriptions: Array<Subscription> = []
  const outbox = outboxOf(events)
  return {
    events,
    subscriptions,
    forget: () => void events.splice(0),
    // A bad input comes as far as these, and no further: the other ports are left out.
    layer: Layer.mergeAll(
      Layer.succeed(UsageOutbox, outbox),
      Layer.mock(AgreementInbox, { follow: () => Effect.succeed([]) }),
      Layer.succeed(SubscriptionRegistry, registryOf(subscriptions))
    ) as TinyStore["layer"],
    outboxIn: () => outbox,
    layerIn: () => Layer.succeed(UsageOutbox, outbox),
    migrate: Effect.void
  }
}

const outboxOf = (events: Array<UsageEvent>): UsageOutbox["Service"] => ({
  append: (appended) => {
    const before = new Map(events.map((event) => [event.eventId, event]))
    const known = appended.filter(({ eventId }) => before.has(eventId))
    const eventIds = known
      .filter((event) => !UsageEvent.isSame(before.get(event.eventId)!, event))
      .map(({ eventId }) => eventId)
    if (eventIds.length > 0) return Effect.fail(new EventConflict({ eventIds }))
    events.push(...appended.filter(({ eventId }) => !before.has(eventId)))
    return Effect.succeed({
      recorded: appended.length - known.length,
      alreadyRecorded: known.map(({ eventId }) => eventId)
    })
  }
})

const registryOf = (subscriptions: Array<Subscription>): SubscriptionRegistry["Service"] => {
  const link = (next: Subscription, own: ReadonlyArray<Subscription>) => {
    const there = subscriptions.filter((other) => other.account === next.account)
    if (isLinked(there, next)) return Effect.void
    const buyer = buyerOf(next.agreement)
    const problem = linkProblem(next, {
      ofBuyer: subscriptions.filter(
        (other) =>
          buyer !== undefined && buyerOf(other.agreement) === buyer && other.productCode === next.productCode
      ),
      own,
      owner: subscriptions.find((other) => agreementKey(other) === agreementKey(next))?.account
    })
    if (problem !== undefined)
      return Effect.fail(new SubscriptionConflict({ account: next.account, problem }))
    const others = subscriptions.filter((other) => other.account !== next.account)
    subscriptions.splice(0, subscriptions.length, ...others, ...own, next)
    return Effect.void
  }
  const ofAccount = (account: string) => subscriptions.filter((one) => one.account === account)
  return {
    link: (next) => Effect.suspend(() => link(next, ofAccount(next.account))),
    cutOver: (next) => Effect.suspend(() => link(next, ofAccount(next.account).map(endedAt(next)))),
    end: ({ account, activeUntil, productCode }) =>
      Effect.sync(() => {
        const ended = subscriptions.map((one) =>
          one.account === account ? endedAt({ activeFrom: activeUntil, productCode })(one) : one
        )
        subscriptions.splice(0, subscriptions.length, ...ended)
      }),
    endingBetween: () => Effect.succeed([]),
    inOlderForm: ({ after, productCode }) =>
      Effect.sync(() =>
        subscriptions.filter(
          (one) => one.account > after && one.productCode === productCode && one.agreement._tag !== "License"
        )
      ),
    subscriptionsOf: (account) => Effect.sync(() => ofAccount(account))
  }
}

const endedAt =
  ({ activeFrom, productCode }: Pick<Subscription, "activeFrom" | "productCode">) =>
  (one: Subscription): Subscription =>
    one.productCode === productCode && one.activeUntil === undefined
      ? Subscription.make({ ...one, activeUntil: activeFrom })
      : one
