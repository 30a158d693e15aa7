import {
  buyerOf,
  isLinked,
  linkProblem,
  type StoreError,
  Subscription,
  SubscriptionConflict,
  type SubscriptionRegistry
} from "@tallyhour/core"
import { Effect } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import type { Names } from "./schema/Names.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import {
  claimAgreement,
  endSubscription,
  insertSubscription,
  lockLinks,
  subscriptionsInOlderForm,
  subscriptionsOf,
  subscriptionsEnding,
  subscriptionsOfBuyer
} from "./statement/subscriptions.ts"
import { subscriptionOf } from "./subscriptionOf.ts"

/** The subscriptions in Postgres. */
export const postgresSubscriptionRegistry = (
  database: PostgresDatabase
): SubscriptionRegistry["Service"] => ({
  link: (subscription) => linked(database, subscription, () => false),

  cutOver: (next) =>
    linked(
      database,
      next,
      ({ activeUntil, productCode }) => activeUntil === undefined && productCode === next.productCode
    ),

  end: (options) =>
    database.transact(async (within) => {
      // Never between the reading and the writing of a decision upon events.
      await within(lockLinks("account", options.account))
      await within(endSubscription(database.names, options))
    }),

  subscriptionsOf: (account) =>
    Effect.map(
      database.run((within) => within(subscriptionsOf(database.names, [account]))),
      (rows) => rows.map(subscriptionOf)
    ),

  inOlderForm: (options) =>
    Effect.map(
      database.run((within) => within(subscriptionsInOlderForm(database.names, options))),
      (rows) => rows.map(subscriptionOf)
    ),

  endingBetween: (span) =>
    Effect.map(
      database.run((within) => within(subscriptionsEnding(database.names, span))),
      (rows) => rows.map(subscriptionOf)
    )
})

/** Links a subscription in one transaction, and ends those of the account's own that give way to it. */
const linked = (
  { names, transact }: PostgresDatabase,
  subscription: Subscription,
  givesWay: (own: Subscription) => boolean
): Effect.Effect<void, SubscriptionConflict | StoreError> =>
  Effect.flatMap(
    transact((within) => link(within, names, subscription, givesWay)),
    (problem) =>
      problem === undefined
        ? Effect.void
        : Effect.fail(new SubscriptionConflict({ account: subscription.account, problem }))
  )

const link = async (
  run: SqlRunner,
  names: Names,
  subscription: Subscription,
  givesWay: (own: Subscription) => boolean
): Promise<string | undefined> => {
  const { account, activeFrom, productCode } = subscription
  await run(lockLinks("account", account))
  const buyer = buyerOf(subscription.agreement)
  // Always after the account, so that two links never wait for each other.
  if (buyer !== undefined) await run(lockLinks("buyer", `${productCode}/${buyer}`))
  const there = (await run(subscriptionsOf(names, [account]))).map(subscriptionOf)
  if (isLinked(there, subscription)) return undefined
  const own = there.map((one) =>
    givesWay(one) ? Subscription.make({ ...one, activeUntil: activeFrom }) : one
  )
  const ofBuyer = (await run(subscriptionsOfBuyer(names, subscription))).map(subscriptionOf)
  const overlap = linkProblem(subscription, { ofBuyer, own, owner: undefined })
  if (overlap !== undefined) return overlap
  const [claimed] = await run(claimAgreement(names, subscription))
  const problem = linkProblem(subscription, { ofBuyer, own, owner: claimed?.account })
  if (problem !== undefined) return problem
  if (there.some(givesWay))
    await run(endSubscription(names, { account, activeUntil: activeFrom, productCode }))
  await run(insertSubscription(names, subscription))
  return undefined
}
