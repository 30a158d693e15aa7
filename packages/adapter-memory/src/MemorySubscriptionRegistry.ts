import {
  agreementKey,
  buyerOf,
  Instant,
  isLinked,
  linkProblem,
  Subscription,
  SubscriptionConflict,
  type SubscriptionRegistry
} from "@tallyhour/core"
import { Effect } from "effect"
import type { MemoryState } from "./MemoryState.ts"

/** The subscriptions of the reference store. */
export const memorySubscriptionRegistry = (state: MemoryState): SubscriptionRegistry["Service"] => ({
  link: (subscription) => link(state, subscription, linkedTo(state, subscription.account)),

  cutOver: (next) =>
    link(state, next, endedAt(linkedTo(state, next.account), next.productCode, next.activeFrom)),

  end: ({ account, activeUntil, productCode }) =>
    Effect.sync(() => {
      const ended = linkedTo(state, account).map((one) =>
        one.productCode === productCode && isInForceAfter(one, activeUntil)
          ? Subscription.make({ ...one, activeUntil: Instant.max(one.activeFrom, activeUntil) })
          : one
      )
      if (ended.length > 0) state.subscriptions.set(account, ended)
    }),

  subscriptionsOf: (account) => Effect.sync(() => linkedTo(state, account)),

  inOlderForm: ({ accountsMax, after, instant, productCode }) =>
    Effect.sync(() =>
      linkedToAny(
        state,
        (one) =>
          one.productCode === productCode && one.agreement._tag !== "License" && isInForceAfter(one, instant)
      )
        .filter(([account]) => account > after)
        .slice(0, accountsMax)
        .flatMap(([, own]) => own)
    ),

  endingBetween: (span) =>
    Effect.sync(() => linkedToAny(state, (one) => endsWithin(one, span)).flatMap(([, own]) => own))
})

const linkedTo = (state: MemoryState, account: string): ReadonlyArray<Subscription> =>
  state.subscriptions.get(account) ?? []

/** The accounts with a subscription of a kind, in order, and all that they have. */
const linkedToAny = (state: MemoryState, isOfKind: (one: Subscription) => boolean) =>
  [...state.subscriptions].filter(([, own]) => own.some(isOfKind)).sort(([a], [b]) => (a < b ? -1 : 1))

/** Links a subscription beside the account's own, which stay as they are when it cannot be. */
const link = (
  state: MemoryState,
  subscription: Subscription,
  own: ReadonlyArray<Subscription>
): Effect.Effect<void, SubscriptionConflict> =>
  Effect.suspend(() => {
    const { account } = subscription
    if (isLinked(linkedTo(state, account), subscription)) return Effect.void
    const problem = linkProblem(subscription, {
      ofBuyer: ofBuyer(state, subscription),
      own,
      owner: ownerOf(state, subscription)
    })
    if (problem !== undefined) return Effect.fail(new SubscriptionConflict({ account, problem }))
    const linked = [...own, subscription].sort(
      (a, b) => a.activeFrom.epochMilliseconds - b.activeFrom.epochMilliseconds
    )
    state.subscriptions.set(account, linked)
    return Effect.void
  })

const endedAt = (
  own: ReadonlyArray<Subscription>,
  productCode: string,
  activeUntil: Instant
): ReadonlyArray<Subscription> =>
  own.map((subscription) =>
    subscription.productCode === productCode && subscription.activeUntil === undefined
      ? Subscription.make({ ...subscription, activeUntil })
      : subscription
  )

const isInForceAfter = ({ activeUntil }: Subscription, instant: Instant): boolean =>
  activeUntil === undefined || Instant.isBefore(instant, activeUntil)

const endsWithin = (
  { activeUntil }: Subscription,
  span: { readonly from: Instant; readonly until: Instant }
): boolean =>
  activeUntil !== undefined &&
  !Instant.isBefore(activeUntil, span.from) &&
  !Instant.isBefore(span.until, activeUntil)

const ownerOf = (state: MemoryState, subscription: Subscription): string | undefined =>
  [...state.subscriptions.values()].flat().find((other) => agreementKey(other) === agreementKey(subscription))
    ?.account

const ofBuyer = (
  state: MemoryState,
  { agreement, productCode }: Subscription
): ReadonlyArray<Subscription> => {
  const buyer = buyerOf(agreement)
  return [...state.subscriptions.values()]
    .flat()
    .filter(
      (other) =>
        buyer !== undefined && buyerOf(other.agreement) === buyer && other.productCode === productCode
    )
}
