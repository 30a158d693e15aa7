import { linkProblem, Subscription, SubscriptionConflict } from "@tallyhour/core"
import { Effect } from "effect"
import type { MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant } from "./StoreMutant.ts"

/** Registries with one thing wrong. */
export const registryMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "takes a repetition for a conflict",
    breaks: ["a linked subscription is found, to the letter"],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        link: (subscription) =>
          isLinked(state, subscription)
            ? Effect.fail(new SubscriptionConflict({ account: subscription.account, problem: "is linked" }))
            : registry.link(subscription)
      }
    })
  },
  {
    mistake: "forgets whose an agreement is",
    breaks: ["an agreement is never linked to two accounts"],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        link: (subscription) => {
          const own = linkedTo(state, subscription.account)
          if (
            isLinked(state, subscription) ||
            linkProblem(subscription, { own, owner: undefined }) !== undefined
          ) {
            return registry.link(subscription)
          }
          return Effect.sync(() => put(state, subscription))
        }
      }
    })
  },
  {
    mistake: "does not look at the times",
    breaks: ["an account has one subscription of a product at a time"],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        link: (subscription) =>
          registry
            .link(subscription)
            .pipe(
              Effect.catch((problem) =>
                problem._tag === "SubscriptionConflict" && problem.problem.includes("already subscribed")
                  ? Effect.sync(() => put(state, subscription))
                  : Effect.fail(problem)
              )
            )
      }
    })
  },
  {
    mistake: "does not end anything",
    breaks: ["an account has one subscription of a product at a time", "an end that is set stays"],
    store: ({ registry }) => ({ registry: { ...registry, end: () => Effect.void } })
  },
  {
    mistake: "sets the end anew each time",
    breaks: ["an end that is set stays"],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        end: ({ account, activeUntil }) =>
          Effect.sync(() => {
            const ended = linkedTo(state, account).map((one) => Subscription.make({ ...one, activeUntil }))
            state.subscriptions.set(account, ended)
          })
      }
    })
  }
]

const linkedTo = (state: MemoryState, account: string) => state.subscriptions.get(account) ?? []

const isLinked = (state: MemoryState, subscription: Subscription): boolean =>
  JSON.stringify(linkedTo(state, subscription.account)).includes(JSON.stringify(subscription))

const put = (state: MemoryState, subscription: Subscription): void => {
  state.subscriptions.set(subscription.account, [...linkedTo(state, subscription.account), subscription])
}
