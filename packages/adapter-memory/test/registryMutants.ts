import { agreementKey, buyerOf, Instant, Subscription, SubscriptionConflict } from "@tallyhour/core"
import { Effect } from "effect"
import type { MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant, StorePorts } from "./StoreMutant.ts"

const pagesOfOlderForms =
  "accounts that are not metered by license at an instant are found page by page, with all that they have"

/** Registries with one thing wrong. */
export const registryMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "takes a repetition for a conflict",
    breaks: [
      "a linked subscription is found, to the letter",
      "what a contract includes comes back to the letter, and is part of the link"
    ],
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
    breaks: ["a license spelt in two ways is one agreement", "an agreement is never linked to two accounts"],
    store: forgiving("belongs to another")
  },
  {
    mistake: "does not look at the times",
    breaks: [
      "an account has one subscription of a product at a time",
      "what a contract includes comes back to the letter, and is part of the link"
    ],
    store: forgiving("already subscribed")
  },
  {
    mistake: "does not end anything",
    breaks: [
      "a buyer that a customer identifier names, too, is never metered by license in one hour with it",
      "a buyer is never metered in two forms in one hour, whichever accounts it has",
      pagesOfOlderForms,
      "an account has one subscription of a product at a time",
      "an account with a subscription that ends within a span is found, with all that it has",
      "an agreement is metered in one region for ever",
      "an end that is set stays"
    ],
    store: ({ registry }) => ({ registry: { ...registry, end: () => Effect.void } })
  },
  {
    mistake: "finds subscriptions without the others of their account",
    breaks: [
      "accounts with an end in a span stand in their order, and their subscriptions in that of their beginning",
      "an account with a subscription that ends within a span is found, with all that it has"
    ],
    store: finding((all) => all.filter(({ activeUntil }) => activeUntil !== undefined))
  },
  {
    mistake: "finds accounts to cut over without what they have of other products",
    breaks: [pagesOfOlderForms],
    store: older((all, { productCode }) => all.filter((one) => one.productCode === productCode))
  },
  {
    mistake: "begins at the account at which the last page ended",
    breaks: [pagesOfOlderForms],
    store: ({ registry }) => ({
      registry: {
        ...registry,
        inOlderForm: (options) => registry.inOlderForm({ ...options, after: options.after.slice(0, -1) })
      }
    })
  },
  {
    mistake: "finds all accounts to cut over at once",
    breaks: [pagesOfOlderForms],
    store: ({ registry }) => ({
      registry: {
        ...registry,
        inOlderForm: (options) => registry.inOlderForm({ ...options, accountsMax: 1_000 })
      }
    })
  },
  {
    mistake: "wants to cut over what has ended",
    breaks: [pagesOfOlderForms],
    store: ({ registry }) => ({
      registry: {
        ...registry,
        inOlderForm: (options) => registry.inOlderForm({ ...options, instant: Instant.ofMillis(0) })
      }
    })
  },
  {
    mistake: "wants to cut over only what runs without an end",
    breaks: [pagesOfOlderForms],
    store: ({ registry }) => ({
      registry: {
        ...registry,
        inOlderForm: (options) =>
          registry.inOlderForm({ ...options, instant: Instant.ofMillis(8_640_000_000_000) })
      }
    })
  },
  {
    mistake: "finds every end there is",
    breaks: ["an account with a subscription that ends within a span is found, with all that it has"],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        endingBetween: () =>
          Effect.map(
            Effect.forEach([...state.subscriptions.keys()].sort(), registry.subscriptionsOf),
            (all) => all.flat()
          )
      }
    })
  },
  {
    mistake: "finds the ends in the order in which they come",
    breaks: [
      "accounts with an end in a span stand in their order, and their subscriptions in that of their beginning",
      "an account with a subscription that ends within a span is found, with all that it has"
    ],
    store: finding((all) =>
      all.toSorted(
        (a, b) => (a.activeUntil?.epochMilliseconds ?? 0) - (b.activeUntil?.epochMilliseconds ?? 0)
      )
    )
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
  },
  {
    mistake: "looks at the accounts and not at their buyers",
    breaks: [
      "a buyer that a customer identifier names, too, is never metered by license in one hour with it",
      "a buyer is never metered in two forms in one hour, whichever accounts it has"
    ],
    store: forgiving("meters the same buyer")
  },
  {
    mistake: "asks only licenses and products for their buyers",
    breaks: [
      "a buyer that a customer identifier names, too, is never metered by license in one hour with it"
    ],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        link: (subscription) =>
          [subscription, ...state.subscriptions.values()].flat().some(isLegacyOf(subscription))
            ? forgive(registry.link(subscription), "meters the same buyer", () => put(state, subscription))
            : registry.link(subscription)
      }
    })
  },
  {
    mistake: "takes two that meet within an hour for two hours",
    breaks: ["a buyer is never metered in two forms in one hour, whichever accounts it has"],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        link: (subscription) =>
          [...state.subscriptions.values()].flat().some((other) => other.overlaps(subscription))
            ? registry.link(subscription)
            : forgive(registry.link(subscription), "meters the same buyer", () => put(state, subscription))
      }
    })
  },
  {
    mistake: "lets a buyer have one agreement only",
    breaks: [
      "a buyer is never metered in two forms in one hour, whichever accounts it has",
      "two licenses of one buyer stay apart"
    ],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        link: (subscription) =>
          [...state.subscriptions.values()]
            .flat()
            .some(
              (other) =>
                other.account !== subscription.account &&
                buyerOf(other.agreement) === buyerOf(subscription.agreement) &&
                other.overlaps(subscription)
            )
            ? Effect.fail(new SubscriptionConflict({ account: subscription.account, problem: "is known" }))
            : registry.link(subscription)
      }
    })
  },
  {
    mistake: "meters an agreement in any region",
    breaks: ["an agreement is metered in one region for ever"],
    store: forgiving("the agreement is metered in")
  },
  {
    mistake: "compares the ARNs of licenses to the letter",
    breaks: ["a license spelt in two ways is one agreement"],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        link: (subscription) =>
          [...state.subscriptions.values()]
            .flat()
            .some((other) => JSON.stringify(other.agreement) === JSON.stringify(subscription.agreement))
            ? registry.link(subscription)
            : forgive(registry.link(subscription), "belongs to another", () => put(state, subscription))
      }
    })
  },
  {
    mistake: "keeps no allowances",
    breaks: ["what a contract includes comes back to the letter, and is part of the link"],
    store: ({ registry }) => ({
      registry: {
        ...registry,
        subscriptionsOf: (account) =>
          Effect.map(registry.subscriptionsOf(account), (all) =>
            all.map((subscription) => Subscription.make(withoutAllowances(subscription)))
          )
      }
    })
  },
  {
    mistake: "takes another contract for a repetition",
    breaks: ["what a contract includes comes back to the letter, and is part of the link"],
    store: ({ registry }, state) => ({
      registry: {
        ...registry,
        link: (subscription) =>
          linkedTo(state, subscription.account).some(
            (other) =>
              agreementKey(other) === agreementKey(subscription) && other.region === subscription.region
          )
            ? Effect.void
            : registry.link(subscription)
      }
    })
  }
]

/** Whether a subscription is metered by customer identifier, and names the buyer of another one. */
const isLegacyOf =
  ({ agreement }: Subscription) =>
  (other: Subscription): boolean =>
    other.agreement._tag === "Legacy" && buyerOf(other.agreement) === buyerOf(agreement)

const linkedTo = (state: MemoryState, account: string) => state.subscriptions.get(account) ?? []

const isLinked = (state: MemoryState, subscription: Subscription): boolean =>
  JSON.stringify(linkedTo(state, subscription.account)).includes(JSON.stringify(subscription))

/** Does something to what is not metered by license. */
function older(
  broken: (
    all: ReadonlyArray<Subscription>,
    options: { readonly productCode: string }
  ) => ReadonlyArray<Subscription>
): StoreMutant["store"] {
  return ({ registry }) => ({
    registry: {
      ...registry,
      inOlderForm: (options) => Effect.map(registry.inOlderForm(options), (all) => broken(all, options))
    }
  })
}

/** Does something to what ends within a span. */
function finding(
  broken: (all: ReadonlyArray<Subscription>) => ReadonlyArray<Subscription>
): StoreMutant["store"] {
  return ({ registry }) => ({
    registry: { ...registry, endingBetween: (span) => Effect.map(registry.endingBetween(span), broken) }
  })
}

/** Links in spite of a problem. */
function forgiving(problem: string): StoreMutant["store"] {
  return ({ registry }, state) => ({
    registry: {
      ...registry,
      link: (subscription) => forgive(registry.link(subscription), problem, () => put(state, subscription))
    }
  })
}

const forgive = (link: ReturnType<StorePorts["registry"]["link"]>, problem: string, instead: () => void) =>
  link.pipe(
    Effect.catch((refusal) =>
      refusal._tag === "SubscriptionConflict" && refusal.problem.includes(problem)
        ? Effect.sync(instead)
        : Effect.fail(refusal)
    )
  )

const withoutAllowances = (subscription: Subscription) => {
  const { allowances, ...rest } = subscription
  return allowances === undefined ? subscription : rest
}

const put = (state: MemoryState, subscription: Subscription): void => {
  state.subscriptions.set(subscription.account, [...linkedTo(state, subscription.account), subscription])
}
