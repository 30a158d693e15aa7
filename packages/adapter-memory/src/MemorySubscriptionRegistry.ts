import {
  agreementKey,
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
  link: (subscription) =>
    Effect.suspend(() => {
      const own = state.subscriptions.get(subscription.account) ?? []
      if (isLinked(own, subscription)) return Effect.void
      const problem = linkProblem(subscription, { own, owner: ownerOf(state, subscription) })
      if (problem !== undefined)
        return Effect.fail(new SubscriptionConflict({ account: subscription.account, problem }))
      const linked = [...own, subscription].sort(
        (a, b) => a.activeFrom.epochMilliseconds - b.activeFrom.epochMilliseconds
      )
      state.subscriptions.set(subscription.account, linked)
      return Effect.void
    }),

  end: ({ account, activeUntil, productCode }) =>
    Effect.sync(() => {
      const ended = (state.subscriptions.get(account) ?? []).map((subscription) =>
        subscription.productCode === productCode && subscription.activeUntil === undefined
          ? Subscription.make({ ...subscription, activeUntil })
          : subscription
      )
      if (ended.length > 0) state.subscriptions.set(account, ended)
    }),

  subscriptionsOf: (account) => Effect.sync(() => state.subscriptions.get(account) ?? [])
})

const ownerOf = (state: MemoryState, subscription: Subscription): string | undefined =>
  [...state.subscriptions.values()].flat().find((other) => agreementKey(other) === agreementKey(subscription))
    ?.account
