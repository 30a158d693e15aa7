import type { MarketplaceState } from "../MarketplaceState.ts"
import type { Caller, CallerSeed } from "./Caller.ts"

/**
 * Returns who signed a call.
 *
 * The access key tells, because a task, a pod or an instance signs with credentials of its own. Unless arranged
 * otherwise, every access key is an ECS task that runs in the region it calls, all in one buyer's account.
 */
export const callerOf = (state: MarketplaceState, accessKeyId: string): Caller => {
  const seed = state.callers.get(accessKeyId) ?? state.callers.get(null) ?? anyTask
  return { ...seed, accessKeyId, resource: seed.resource ?? accessKeyId }
}

/** The account that signs unless a caller is seeded; an account number of AWS's own examples. */
export const buyerAccount = "444455556666"

/** The access key that signs a call in the process that names none; a key of AWS's own examples. */
export const exampleAccessKey = "AKIAIOSFODNN7EXAMPLE"

const anyTask: CallerSeed = {
  accessKeyId: null,
  accountId: buyerAccount,
  platform: "ecs",
  region: null,
  resource: null
}
