import {
  isLinked,
  linkProblem,
  type Subscription,
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
  lockAccount,
  subscriptionsOf
} from "./statement/subscriptions.ts"
import { subscriptionOf } from "./subscriptionOf.ts"

/** The subscriptions in Postgres. */
export const postgresSubscriptionRegistry = ({
  names,
  run,
  transact
}: PostgresDatabase): SubscriptionRegistry["Service"] => ({
  link: (subscription) =>
    Effect.flatMap(
      transact((within) => link(within, names, subscription)),
      (problem) =>
        problem === undefined
          ? Effect.void
          : Effect.fail(new SubscriptionConflict({ account: subscription.account, problem }))
    ),

  end: (options) => Effect.asVoid(run((within) => within(endSubscription(names, options)))),

  subscriptionsOf: (account) =>
    Effect.map(
      run((within) => within(subscriptionsOf(names, [account]))),
      (rows) => rows.map(subscriptionOf)
    )
})

const link = async (
  run: SqlRunner,
  names: Names,
  subscription: Subscription
): Promise<string | undefined> => {
  await run(lockAccount(subscription.account))
  const own = (await run(subscriptionsOf(names, [subscription.account]))).map(subscriptionOf)
  if (isLinked(own, subscription)) return undefined
  const overlap = linkProblem(subscription, { own, owner: undefined })
  if (overlap !== undefined) return overlap
  const [claimed] = await run(claimAgreement(names, subscription))
  const problem = linkProblem(subscription, { own, owner: claimed?.account })
  if (problem === undefined) await run(insertSubscription(names, subscription))
  return problem
}
