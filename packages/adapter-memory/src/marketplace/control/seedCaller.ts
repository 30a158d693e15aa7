import { Schema } from "effect"
import { applyChanges } from "../applyChanges.ts"
import { platforms } from "../caller/Caller.ts"
import { buyerAccount } from "../caller/callerOf.ts"
import { controlFunction } from "./ControlFunction.ts"
import { AccountId, maybe, Name } from "./fields.ts"

/**
 * Says where the software runs that signs with an access key, or, without `access_key_id`, with any key not seeded.
 *
 * Left out, the account is the emulator's own buyer, the platform ECS, the region that of the endpoint called, and the
 * resource the access key itself.
 */
export const seedCaller = controlFunction(
  Schema.Struct({
    access_key_id: maybe(Schema.String.check(Schema.isPattern(/^[^/,\s]{1,256}$/))),
    account_id: maybe(AccountId),
    platform: maybe(Schema.Literals(platforms)),
    region: maybe(Name),
    resource: maybe(Name)
  }),
  ({ state }, { access_key_id, account_id, platform, region, resource }) => {
    const caller = {
      accessKeyId: access_key_id ?? null,
      accountId: account_id ?? buyerAccount,
      platform: platform ?? "ecs",
      region: region ?? null,
      resource: resource ?? null
    }
    applyChanges(state, [{ _tag: "CallerSeeded", caller }])
    return { account_id: caller.accountId }
  }
)
